using System.Management.Automation;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.Module.Completion;
using Deploy.Operations.Errors;
using Deploy.Storage;
using Deploy.Storage.Connections;

namespace Deploy.Module.Connection;

/// <summary>A cmdlet that uses the store of packages and archived diagnostics.</summary>
public abstract class StoreCmdlet : ClusterCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Store { get; set; }

    /// <summary>Opens the store; null when nothing names one.</summary>
    private protected Task<BlobStore?> FindStoreAsync(CancellationToken ct) => StoreSelection.FindAsync(Store, () => Cluster.Connection, ct);

    /// <summary>Opens the store, which the command cannot do without.</summary>
    private protected Task<BlobStore> OpenStoreAsync(CancellationToken ct) => StoreSelection.OpenAsync(Store, () => Cluster.Connection, ct);
}

/// <summary>Chooses the store: -Store, then DEPLOY_STORE, then the running local cluster's own where that cluster is the one in use.</summary>
internal static class StoreSelection
{
    /// <summary>The environment that DEPLOY_ENVIRONMENT names; empty where it names none.</summary>
    public static string OwnEnvironment => Environment.GetEnvironmentVariable("DEPLOY_ENVIRONMENT") ?? "";

    /// <summary>Opens the store; null when nothing names one.</summary>
    /// <param name="given">What -Store says.</param>
    /// <param name="cluster">The cluster in use; asked for only when nothing else names a store.</param>
    public static async Task<BlobStore?> FindAsync(string? given, Func<ClusterConnection> cluster, CancellationToken ct)
    {
        var setting = given ?? Environment.GetEnvironmentVariable("DEPLOY_STORE");
        if (string.IsNullOrWhiteSpace(setting))
            setting = await LocalAsync(cluster, ct);
        return string.IsNullOrWhiteSpace(setting) ? null : BlobStore.Open(StoreConnection.Parse(setting), TimeProvider.System);
    }

    /// <summary>Opens the store that a command cannot do without.</summary>
    /// <exception cref="DeployException">Nothing names one.</exception>
    public static async Task<BlobStore> OpenAsync(string? given, Func<ClusterConnection> cluster, CancellationToken ct) =>
        await FindAsync(given, cluster, ct) ?? throw new DeployException(
            PackageCodes.StoreUnavailable,
            "No package store is named, and no local cluster with a store of its own is in use.",
            suggestion: "Give -Store, or set DEPLOY_STORE, to the store's connection string or to its https endpoint.");

    // Another cluster's packages must not land in the local one's store only because it happens to run.
    private static async Task<string?> LocalAsync(Func<ClusterConnection> cluster, CancellationToken ct)
    {
        if (!File.Exists(DeployHome.LocalKubeconfig))
            return null;
        var running = await LocalClusterProcess.FindAsync(DeployHome.Folder, TimeProvider.System, ct);
        return running is not null && Address(cluster()) == Address(running.Connection) ? running.BlobStore : null;
    }

    private static string Address(ClusterConnection cluster) => cluster.Server.AbsoluteUri.TrimEnd('/');
}
