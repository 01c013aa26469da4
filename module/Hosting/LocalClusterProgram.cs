using Deploy.LocalCluster;

namespace Deploy.Module.Hosting;

/// <summary>The process that PowerShell hosts a local cluster in.</summary>
public static class LocalClusterProgram
{
    private const string Script = "LocalClusterHost.ps1";

    /// <summary>What to start it with: PowerShell again, so nothing else need be installed.</summary>
    internal static IReadOnlyList<string> Command()
    {
        // The script lies beside the folder of the libraries.
        var libraries = Path.GetDirectoryName(typeof(LocalClusterProgram).Assembly.Location)!;
        return [.. ThisPowerShell.Command(), "-NoProfile", "-NonInteractive", "-File", Path.Combine(Path.GetDirectoryName(libraries)!, Script)];
    }

    /// <summary>Runs until the cluster is stopped; returns the exit code.</summary>
    /// <param name="arguments">The verb and what follows it, as Start-LocalCluster passes them.</param>
    public static Task<int> RunAsync(string[] arguments) =>
        arguments is [LocalClusterHost.Verb, .. var rest] ? LocalClusterHost.RunAsync(rest) : Task.FromResult(2);
}
