using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Disruption;

/// <summary>Works out how many pods of a budget may be evicted now. Pure.</summary>
internal static class DisruptionDecision
{
    /// <summary>How long an eviction counts whose pod is still there.</summary>
    private static readonly TimeSpan EvictionLasts = TimeSpan.FromMinutes(2);

    /// <param name="budget">The budget.</param>
    /// <param name="pods">The pods that it selects.</param>
    /// <param name="controllers">The size of each workload that controls one of them.</param>
    /// <param name="now">The time.</param>
    public static PodDisruptionBudgetStatus Status(PodDisruptionBudget budget, IReadOnlyCollection<Pod> pods, IReadOnlyCollection<int> controllers, DateTimeOffset now)
    {
        var (expected, desired) = Wanted(budget.Spec, pods.Count, controllers.Sum());
        var disrupted = budget.Status.DisruptedPods.Where(entry => entry.Value + EvictionLasts > now && pods.Any(pod => pod.Metadata.Name == entry.Key && !pod.IsTerminating()))
            .ToDictionary(StringComparer.Ordinal);
        var healthy = pods.Count(pod => pod.IsReady() && !pod.IsTerminating() && !disrupted.ContainsKey(pod.Metadata.Name));
        var allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        return new()
        {
            ObservedGeneration = budget.Metadata.Generation,
            ExpectedPods = expected,
            DesiredHealthy = desired,
            CurrentHealthy = healthy,
            DisruptionsAllowed = allowed,
            DisruptedPods = disrupted,
            Conditions = [Condition(budget, allowed > 0, now)],
        };
    }

    // A number of available pods needs no workload to relate to; a share, or a number of missing ones, does.
    private static (int Expected, int Desired) Wanted(PodDisruptionBudgetSpec spec, int pods, int replicas)
    {
        if (spec.MaxUnavailable is { } unavailable)
            return (replicas, Math.Max(0, replicas - unavailable.Of(replicas, roundUp: true)));
        if (spec.MinAvailable is not { } available)
            return (pods, 1);
        return available.IsPercent ? (replicas, available.Of(replicas, roundUp: true)) : (pods, available.Number);
    }

    private static Condition Condition(PodDisruptionBudget budget, bool allowed, DateTimeOffset now)
    {
        var (status, reason) = allowed ? ("True", "SufficientPods") : ("False", "InsufficientPods");
        var current = budget.Status.Conditions.Find("DisruptionAllowed");
        return new()
        {
            Type = "DisruptionAllowed",
            Status = status,
            Reason = reason,
            ObservedGeneration = budget.Metadata.Generation,
            LastTransitionTime = current?.Status == status ? current.LastTransitionTime : now,
        };
    }
}
