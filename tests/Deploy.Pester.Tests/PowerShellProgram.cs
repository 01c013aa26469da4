using System.Reflection;
using System.Runtime.InteropServices;

namespace Deploy.Pester.Tests;

/// <summary>PowerShell as it is restored with this project, in one of the two ways that users start it.</summary>
/// <param name="isApphost">As a program of its own; else run by dotnet, as its dotnet tool does.</param>
internal sealed class PowerShellProgram(bool isApphost)
{
    /// <summary>Pester's manifest.</summary>
    public static string Pester => Metadata("Pester");

    /// <summary>The configuration that this project and the module were built in.</summary>
    public static string Configuration => Metadata("Configuration");

    /// <summary>The version that is restored.</summary>
    public static string Version => Metadata("PowerShellVersion");

    /// <summary>Where PowerShell's assemblies lie.</summary>
    public static string Home => Path.Combine(Metadata("PowerShell"), OperatingSystem.IsWindows() ? "win" : "unix");

    /// <summary>Settings for all that a test starts: no word to the outside, and nothing that a build leaves running with its streams open.</summary>
    public static Dictionary<string, string> Environment => new()
    {
        ["DOTNET_ROOT"] = DotnetFolder,
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        ["POWERSHELL_UPDATECHECK"] = "Off",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    private static string DotnetFolder =>
        System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && Path.GetDirectoryName(host) is { Length: > 0 } folder
            ? folder
            : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Runs a script file until it ends, without a profile.</summary>
    public Task<(int ExitCode, string Said)> RunAsync(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan patience, CancellationToken ct)
    {
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        var program = Path.Combine(isApphost ? Home : DotnetFolder, (isApphost ? "pwsh" : "dotnet") + suffix);
        string[] engine = isApphost ? [] : [Path.Combine(Home, "pwsh.dll")];
        var settings = Environment.Concat(environment).ToDictionary();
        return ChildProcess.RunAsync(program, [.. engine, "-NoProfile", "-NonInteractive", "-File", file, .. arguments], settings, patience, ct);
    }

    private static string Metadata(string key) =>
        typeof(PowerShellProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
