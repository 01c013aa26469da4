using System.Diagnostics;
using Deploy.Testing.Servers;

namespace Deploy.Console.Tests.Processes;

/// <summary>The real program as a process of its own, with a home of its own.</summary>
public sealed class DeployProgram : IDisposable
{
    /// <summary>Where the program lies.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "deploy.exe" : "deploy");

    public string Home { get; } = Directory.CreateTempSubdirectory("deploy-test-").FullName;

    /// <summary>Further variables of the process.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>How long a command may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    public Task<CommandResult> RunAsync(params string[] arguments) =>
        CommandResult.RunAsync(Prepare(arguments), input: null, Patience, TestContext.Current.CancellationToken);

    /// <summary>Begins a command that goes on until it is stopped.</summary>
    public Process Start(params string[] arguments)
    {
        var start = Prepare(arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Home, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);

    private ProcessStartInfo Prepare(string[] arguments) => Prepare(Program, arguments);

    /// <summary>How any program is started in this home.</summary>
    internal ProcessStartInfo Prepare(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Home };
        start.Environment["DEPLOY_HOME"] = Home;
        start.Environment["HOME"] = Home;
        start.Environment.Remove("KUBECONFIG");
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        return start;
    }
}
