using System.Diagnostics;

namespace Deploy.Benchmarks.Measuring;

/// <summary>The <c>deploy</c> program as it is shipped: published from this tree, once per run.</summary>
internal static class ConsoleProgram
{
    private static readonly Lazy<string> Program = new(Publish);

    /// <summary>Full path of the program. The first use publishes it, which takes some seconds.</summary>
    public static string Path => Program.Value;

    /// <summary>The folder that holds Deploy.slnx.</summary>
    public static string Root { get; } = FindRoot();

    private static string Publish()
    {
        var folder = System.IO.Path.Combine(AppContext.BaseDirectory, "console");
        string[] arguments = ["publish", System.IO.Path.Combine(Root, "src", "Deploy.Console"), "-c", "Release", "-o", folder, "-v", "quiet", "--nologo"];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false }) ?? throw new InvalidOperationException("dotnet could not be started");
        publish.WaitForExit();
        return publish.ExitCode == 0
            ? System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "deploy.exe" : "deploy")
            : throw new InvalidOperationException("The console could not be published.");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Deploy.slnx")))
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Deploy.slnx above this program");
        return folder;
    }
}
