using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.ReplicaSets;

/// <summary>Decides what a replica set needs. Pure: the controller carries it out.</summary>
internal static class ReplicaSetDecision
{
    /// <summary>Most pods that one pass creates or deletes.</summary>
    public const int Burst = 500;

    /// <param name="set">The set.</param>
    /// <param name="active">Its active pods.</param>
    /// <param name="related">Active pods of all sets with the same controller.</param>
    public static ReplicaSetPlan Decide(ReplicaSetWorkload set, IReadOnlyCollection<Pod> active, IEnumerable<Pod> related)
    {
        if (set.Metadata.DeletionTimestamp is not null)
            return ReplicaSetPlan.Nothing;
        var missing = set.Spec.Replicas - active.Count;
        return missing > 0
            ? new(Math.Min(missing, Burst), [])
            : new(0, missing == 0 ? [] : PodRanking.FirstToGo(active, related, Math.Min(-missing, Burst)));
    }

    /// <summary>The status of a set with these active pods.</summary>
    /// <param name="set">The set.</param>
    /// <param name="active">Its active pods.</param>
    /// <param name="failure">Why the last change of its pods failed; null when it did not.</param>
    /// <param name="now">The time.</param>
    public static ReplicaSetStatus Status(ReplicaSetWorkload set, IReadOnlyCollection<Pod> active, string? failure, DateTimeOffset now)
    {
        var labels = set.Spec.Template.Metadata.Labels;
        return new()
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = active.Count,
            FullyLabeledReplicas = active.Count(pod => Selectors.Contains(pod.Metadata.Labels, labels)),
            ReadyReplicas = active.Count(PodConditions.IsReady),
            AvailableReplicas = active.Count(pod => pod.IsAvailable(set.Spec.MinReadySeconds, now)),
            Conditions = Conditions(set, active.Count, failure, now),
        };
    }

    /// <summary>How long until the next ready pod is available; null when none is on its way.</summary>
    public static TimeSpan? UntilAvailable(ReplicaSetWorkload set, IEnumerable<Pod> active, DateTimeOffset now)
    {
        var next = active.Select(pod => pod.AvailableAt(set.Spec.MinReadySeconds)).Where(at => at > now).Min();
        return next - now;
    }

    private static IReadOnlyList<Condition> Conditions(ReplicaSetWorkload set, int count, string? failure, DateTimeOffset now)
    {
        var current = set.Status.Conditions.Find("ReplicaFailure");
        if ((failure is null) == (current is null))
            return set.Status.Conditions;
        if (failure is null)
            return [.. set.Status.Conditions.Where(condition => condition.Type != "ReplicaFailure")];
        var reason = count < set.Spec.Replicas ? "FailedCreate" : "FailedDelete";
        return [.. set.Status.Conditions, new() { Type = "ReplicaFailure", Status = "True", Reason = reason, Message = failure, LastTransitionTime = now }];
    }
}
