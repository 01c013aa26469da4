using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>
/// Tells a budget that really refuses from one that cannot count: servers up to 1.2x allow no disruption at all while a
/// budget covers a replica without a controller, which is what a replica that is being replaced is.
/// </summary>
internal static class BudgetView
{
    /// <summary>Whether every budget over the replica has more healthy replicas than it asks for, so that one may go.</summary>
    public static async Task<bool> HasRoomAsync(KubernetesClient cluster, Pod pod, CancellationToken ct)
    {
        var version = await cluster.GetVersionAsync(ct);
        var type = version.IsAtLeast(1, 21) ? Resources.PodDisruptionBudgets : Resources.PodDisruptionBudgetsV1Beta1;
        await foreach (var budget in cluster.ListAsync(type, pod.Metadata.Namespace, null, ct))
        {
            if (Covers(budget, pod) && budget.Status.CurrentHealthy <= budget.Status.DesiredHealthy)
                return false;
        }
        return true;
    }

    // A selector with expressions is taken to cover it: then the refusal stands.
    private static bool Covers(PodDisruptionBudget budget, Pod pod) => budget.Spec.Selector is not { } selector
        || selector.MatchLabels.All(l => pod.Metadata.Labels.TryGetValue(l.Key, out var value) && value == l.Value);
}
