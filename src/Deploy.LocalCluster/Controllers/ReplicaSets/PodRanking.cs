using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.ReplicaSets;

/// <summary>Which pods go first when a set shrinks: those whose loss hurts least.</summary>
internal static class PodRanking
{
    /// <param name="pods">The active pods of the set.</param>
    /// <param name="related">Active pods of all sets with the same controller, these included: pods that share a node with many of them go first.</param>
    /// <param name="count">How many have to go.</param>
    public static IReadOnlyList<Pod> FirstToGo(IReadOnlyCollection<Pod> pods, IEnumerable<Pod> related, int count)
    {
        if (count >= pods.Count)
            return [.. pods];
        var perNode = related.Where(pod => pod.Spec.NodeName is not null).CountBy(pod => pod.Spec.NodeName!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. pods
            .OrderBy(pod => string.IsNullOrEmpty(pod.Spec.NodeName) ? 0 : 1)
            .ThenBy(PhaseRank)
            .ThenBy(pod => pod.IsReady() ? 1 : 0)
            .ThenBy(DeletionCost)
            .ThenByDescending(pod => pod.Spec.NodeName is { } node ? perNode.GetValueOrDefault(node) : 0)
            .ThenByDescending(ReadySince)
            .ThenByDescending(PodConditions.MaxRestarts)
            .ThenByDescending(pod => pod.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
            .Take(count)];
    }

    private static int PhaseRank(Pod pod) => pod.Status.Phase switch
    {
        "Running" => 2,
        "Unknown" => 1,
        _ => 0,
    };

    private static int DeletionCost(Pod pod) =>
        pod.Metadata.Annotations.TryGetValue(WorkloadLabels.PodDeletionCost, out var text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    // Ready for a shorter time goes first; not ready pods are equal here.
    private static DateTimeOffset ReadySince(Pod pod) =>
        pod.IsReady() ? pod.Status.Conditions.Find("Ready")!.LastTransitionTime ?? DateTimeOffset.MaxValue : DateTimeOffset.MinValue;
}
