using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>
/// Whether a release takes more replicas away at a time than a PodDisruptionBudget allows. A budget binds evictions only, and a
/// Deployment's release lets none be missing; but other kinds remove first, past every budget.
/// </summary>
internal static class BudgetCheck
{
    /// <summary>Whether the budgets need to be looked at.</summary>
    internal static bool Concerns(Workload live) => live.Kind is ModuleKind.DaemonSet or ModuleKind.StatefulSet;

    internal static async Task<PreflightCheck> ReadAsync(KubernetesClient client, Workload live, bool accepted, CancellationToken cancellationToken)
    {
        var labels = live.Template.TextsAt("metadata", "labels");
        var narrow = (await BudgetsAsync(client, live.Namespace, cancellationToken))
            .FirstOrDefault(budget => budget.Spec.Selector is { } selector && selector.Matches(labels) && budget.Status.DisruptionsAllowed < 1);
        if (narrow is null)
            return new PreflightCheck("disruption budget", true, "none forbids that one replica is missing");
        var reason = $"budget '{narrow.Metadata.Name}' allows no replica to be missing ({narrow.Status.CurrentHealthy} are healthy), and a {live.Kind} removes each before its successor starts";
        return accepted ? new PreflightCheck("disruption budget", true, $"accepted: {reason}")
            : new PreflightCheck("disruption budget", false, $"{reason}.", ReleaseCodes.DowntimeNotAccepted.Code);
    }

    private static async Task<IReadOnlyList<PodDisruptionBudget>> BudgetsAsync(KubernetesClient client, string ns, CancellationToken cancellationToken)
    {
        foreach (var version in new[] { Resources.PodDisruptionBudgets, Resources.PodDisruptionBudgetsV1Beta1 })
        {
            try
            {
                return (await client.ListAllAsync(version, ns, null, cancellationToken)).Items;
            }
            catch (KubernetesException failure) when (failure.IsNotFound || failure.IsForbidden)
            {
                // Servers before 1.21 have the older version; where neither may be read, nothing is known of budgets.
            }
        }
        return [];
    }
}
