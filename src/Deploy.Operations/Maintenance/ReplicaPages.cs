using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Maintenance;

/// <summary>Replicas page by page, of each only what housekeeping goes by: whoever takes them keeps what is due and lets the rest pass.</summary>
internal static class ReplicaPages
{
    private const int PodsPerCollection = 1000;

    /// <param name="ns">Namespace; null for all.</param>
    /// <param name="selector">Which labels they carry.</param>
    public static IAsyncEnumerable<Pod> ListAsync(MaintenanceContext context, string? ns, string selector, CancellationToken ct) =>
        context.Cluster.ListAsync(ReplicaResources.Pods, ns, new ListOptions { PageSize = context.Options.PageSize, LabelSelector = selector }, ct)
            .LetGoAsync(PodsPerCollection, ct);
}
