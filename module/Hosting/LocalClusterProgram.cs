using Deploy.LocalCluster;

namespace Deploy.Module.Hosting;

/// <summary>The body of a process that PowerShell hosts a local cluster in.</summary>
public static class LocalClusterProgram
{
    /// <summary>Runs until the cluster is stopped; returns the exit code.</summary>
    /// <param name="arguments">The verb and what follows it, as Start-LocalCluster passes them.</param>
    public static Task<int> RunAsync(string[] arguments) =>
        arguments is [LocalClusterHost.Verb, .. var rest] ? LocalClusterHost.RunAsync(rest) : Task.FromResult(2);
}
