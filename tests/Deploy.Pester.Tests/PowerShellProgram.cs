using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Deploy.Pester.Tests;

/// <summary>PowerShell as it is restored with this project, in one of the two ways that users start it.</summary>
/// <param name="isApphost">As a program of its own; else run by dotnet, as the dotnet tool does.</param>
internal sealed class PowerShellProgram(bool isApphost)
{
    private const int LinesKept = 40;

    /// <summary>Pester's manifest.</summary>
    public static string Pester => Metadata("Pester");

    /// <summary>The configuration that this project and the module were built in.</summary>
    public static string Configuration => Metadata("Configuration");

    private static string Home => Path.Combine(Metadata("PowerShell"), OperatingSystem.IsWindows() ? "win" : "unix");

    private static string DotnetFolder =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && Path.GetDirectoryName(host) is { Length: > 0 } folder
            ? folder
            : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Runs it until it ends, without a profile and without a question to anybody. Returns its exit code and the last lines that it said.</summary>
    /// <param name="arguments">What follows the program.</param>
    /// <param name="environment">Beside what is set here; this process's own settings of the product are kept from it.</param>
    /// <param name="patience">After that it is ended, with all that it started.</param>
    public async Task<(int ExitCode, string Said)> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan patience, CancellationToken ct)
    {
        var name = OperatingSystem.IsWindows() ? ".exe" : "";
        var start = new ProcessStartInfo(isApphost ? Path.Combine(Home, "pwsh" + name) : Path.Combine(DotnetFolder, "dotnet" + name))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in (string[])[.. isApphost ? [] : new[] { Path.Combine(Home, "pwsh.dll") }, "-NoProfile", "-NonInteractive", .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var setting in start.Environment.Keys.Where(key => key.StartsWith("DEPLOY_", StringComparison.OrdinalIgnoreCase) || key == "KUBECONFIG").ToArray())
            start.Environment.Remove(setting);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        start.Environment["DOTNET_ROOT"] = DotnetFolder;
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        // What it builds must not leave processes behind that keep its streams open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = new Queue<string>();
        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            lock (said)
            {
                said.Enqueue(line.Data);
                if (said.Count > LinesKept)
                    said.Dequeue();
            }
        }
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            return (-1, $"It did not end within {patience}.\n{Text(said)}");
        }
        return (process.ExitCode, Text(said));
    }

    private static string Text(Queue<string> lines)
    {
        lock (lines)
            return string.Join('\n', lines);
    }

    private static string Metadata(string key) =>
        typeof(PowerShellProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
