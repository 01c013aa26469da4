using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.StatefulSets;

/// <summary>What a stateful set's status should say.</summary>
internal static class StatefulSetStatusCalculation
{
    public static StatefulSetStatus Of(StatefulSetWorkload set, IReadOnlyCollection<Pod> pods, string currentRevision, string updateRevision, int? collisionCount)
    {
        var kept = pods.Where(pod => !pod.IsTerminating()).ToList();
        var ready = pods.Count(pod => pod.Status.Phase == "Running" && pod.IsReady());
        var updated = kept.Count(pod => StatefulSetDecision.RevisionOf(pod) == updateRevision);
        var done = set.Spec.UpdateStrategy?.Type != "OnDelete" && updated == pods.Count && ready == pods.Count;
        return set.Status with
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = pods.Count,
            ReadyReplicas = ready,
            // Once every pod is of the new revision, that is the current one.
            CurrentReplicas = done ? updated : kept.Count(pod => StatefulSetDecision.RevisionOf(pod) == currentRevision),
            UpdatedReplicas = updated,
            CurrentRevision = done ? updateRevision : currentRevision,
            UpdateRevision = updateRevision,
            CollisionCount = collisionCount,
        };
    }
}
