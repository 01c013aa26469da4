using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Storage;

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
