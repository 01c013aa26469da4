using System.Diagnostics;
using System.Text.Json;

namespace Deploy.Benchmarks.Measuring;

/// <summary>The PowerShell that this tree pins as a tool, with the module as <c>./build.ps1</c> makes it.</summary>
internal static class Shell
{
    /// <summary>The built module.</summary>
    public static string Manifest { get; } = Path.Combine(Publication.Root, "out", "Deploy", "Deploy.psd1");

    private static string Program { get; } = FindProgram();

    /// <summary>Why nothing can be measured in it; null where it can.</summary>
    public static string? Missing => !File.Exists(Program)
        ? "PowerShell is not restored: run dotnet tool restore"
        : File.Exists(Manifest) ? null : "the module is not built: run dotnet pwsh build.ps1";

    /// <summary>Program and arguments that run a command line in a new PowerShell, which has loaded nothing.</summary>
    public static ProcessStartInfo Bare(string command) => new("dotnet", [Program, "-NoProfile", "-NonInteractive", "-Command", command]) { UseShellExecute = false };

    /// <summary>The same after the module is imported; a command that fails ends it.</summary>
    public static ProcessStartInfo Imported(string command) => Bare($"$ErrorActionPreference = 'Stop'; Import-Module '{Manifest}'; {command}");

    /// <summary>Runs such a command line to its end.</summary>
    public static Task<WholeProcess> RunAsync(string command, IReadOnlyDictionary<string, string?> environment, CancellationToken ct) =>
        WholeProcess.RunAsync(Imported(command), environment, ct);

    private static string FindProgram()
    {
        using var tools = JsonDocument.Parse(File.ReadAllText(Path.Combine(Publication.Root, ".config", "dotnet-tools.json")));
        var version = tools.RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString()!;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.Combine(packages, "powershell", version, "tools", "net10.0", "any", OperatingSystem.IsWindows() ? "win" : "unix", "pwsh.dll");
    }
}
