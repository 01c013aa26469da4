using System.Management.Automation;
using System.Runtime.InteropServices;
using Deploy.Operations.Errors;

namespace Deploy.Module.Hosting;

/// <summary>The PowerShell that this process runs, and how to start it once more.</summary>
internal static class ThisPowerShell
{
    private const string Name = "pwsh";

    /// <summary>Program and first arguments.</summary>
    /// <exception cref="DeployException">Another program hosts PowerShell, and brings none that could be started.</exception>
    public static IReadOnlyList<string> Command() =>
        Find(Environment.ProcessPath, Path.GetDirectoryName(typeof(PSCmdlet).Assembly.Location)!, Dotnet());

    /// <summary>
    /// The program itself where it is PowerShell's own. In PowerShell's dotnet tool, and wherever else dotnet runs it, that is dotnet with
    /// PowerShell's assembly. Another program that hosts PowerShell would only start itself again: there it is the PowerShell of its <c>$PSHOME</c>.
    /// </summary>
    /// <param name="program">The program of this process.</param>
    /// <param name="home">Where PowerShell's assemblies lie: <c>$PSHOME</c>.</param>
    /// <param name="dotnet">The program that runs assemblies, for hosts that are another.</param>
    public static IReadOnlyList<string> Find(string? program, string home, string dotnet)
    {
        if (IsNamed(program, Name))
            return [program!];
        var assembly = Path.Combine(home, Name + ".dll");
        if (IsNamed(program, "dotnet") && File.Exists(assembly))
            return [program!, assembly];
        var executable = Path.Combine(home, ProgramName(Name));
        if (File.Exists(executable))
            return [executable];
        if (File.Exists(assembly))
            return [dotnet, assembly];
        throw new DeployException(
            DeployCodes.PowerShellMissing,
            $"{Path.GetFileName(program) ?? "This program"} hosts PowerShell from {home}, which has no {Name} that a process of its own could be started with.",
            target: home);
    }

    /// <summary>The program that runs assemblies: the one that the environment names, or the one that this runtime belongs to.</summary>
    private static string Dotnet()
    {
        var name = ProgramName("dotnet");
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? Path.Combine(root, name) : null,
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name)),
        ];
        return Array.Find(candidates, File.Exists) ?? name;
    }

    private static bool IsNamed(string? program, string name) => string.Equals(Path.GetFileNameWithoutExtension(program), name, StringComparison.OrdinalIgnoreCase);

    private static string ProgramName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;
}
