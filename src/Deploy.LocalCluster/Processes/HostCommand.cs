using System.Runtime.InteropServices;

namespace Deploy.LocalCluster.Processes;

/// <summary>Finds the command that runs a local cluster: the console, re-invoked under its hidden verb.</summary>
internal static class HostCommand
{
    private const string Console = "deploy";

    /// <exception cref="LocalClusterException">The console's assembly is not where it should be.</exception>
    public static IReadOnlyList<string> Find()
    {
        var own = Environment.ProcessPath;
        if (own is not null && Path.GetFileNameWithoutExtension(own).Equals(Console, StringComparison.OrdinalIgnoreCase)) return [own];
        string[] folders = [AppContext.BaseDirectory, Path.GetDirectoryName(typeof(HostCommand).Assembly.Location) ?? ""];
        var assembly = Array.Find([.. folders.Select(folder => Path.Combine(folder, Console + ".dll"))], File.Exists)
            ?? throw new LocalClusterException("User.LocalClusterHostMissing", $"{Console}.dll was not found in {folders[0]}.", "Install the module or the console again.");
        return [Dotnet(own), assembly];
    }

    /// <summary>The program that runs assemblies: this one, the one that the environment names, or the one that this runtime belongs to.</summary>
    private static string Dotnet(string? own)
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (own is not null && Path.GetFileName(own).Equals(name, StringComparison.OrdinalIgnoreCase)) return own;
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? Path.Combine(root, name) : null,
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name)),
        ];
        return Array.Find(candidates, File.Exists) ?? name;
    }
}
