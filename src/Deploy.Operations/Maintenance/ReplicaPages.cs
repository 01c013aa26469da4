using System.Runtime.CompilerServices;
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
    public static async IAsyncEnumerable<Pod> ListAsync(
        MaintenanceContext context, string? ns, string selector, [EnumeratorCancellation] CancellationToken ct)
    {
        var options = new ListOptions { PageSize = context.Options.PageSize, LabelSelector = selector };
        var passed = 0;
        await foreach (var pod in context.Cluster.ListAsync(ReplicaResources.Pods, ns, options, ct))
        {
            yield return pod;
            // Those that passed are dead already. Looking now and then keeps a sweep over any number as small as one over a few;
            // the runtime would let them pile up to the size of the processor's cache.
            if (++passed % PodsPerCollection == 0)
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        }
    }
}
