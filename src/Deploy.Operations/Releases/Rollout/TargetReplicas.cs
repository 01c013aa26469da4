using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>The replicas of a module, parted into those of the release's target and the others. Pure.</summary>
internal sealed class TargetReplicas
{
    private TargetReplicas(IReadOnlyList<Replica> target, IReadOnlyList<Replica> old) => (Target, Old) = (target, old);

    internal IReadOnlyList<Replica> Target { get; }

    internal IReadOnlyList<Replica> Old { get; }

    internal static TargetReplicas Of(WorkloadSnapshot snapshot, ReleaseRecord release, DateTimeOffset now)
    {
        var replicas = (snapshot.Pods ?? [])
            .Where(pod => pod.Status.Phase is not ("Failed" or "Succeeded") || snapshot.Workload.Kind == ModuleKind.Pod)
            .Select(pod => Of(pod, snapshot.Evidence.GetValueOrDefault(pod.Metadata.Uid, ReplicaEvidence.Empty), now))
            .Where(replica => replica.Pod.Metadata.DeletionTimestamp is null)
            .ToLookup(replica => IsTarget(replica.Pod, snapshot.Workload, release));
        return new TargetReplicas([.. replicas[true]], [.. replicas[false]]);
    }

    /// <summary>Whether the replica answers: a decommissioned one does, for the requests that it still has.</summary>
    internal static bool IsReady(Replica replica) =>
        replica.Pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });

    /// <summary>Since when it answers; null while it does not.</summary>
    internal static DateTimeOffset? ReadySince(Replica replica) =>
        replica.Verdict.State == ReplicaState.Responsive
            ? replica.Pod.Status.Conditions.FirstOrDefault(condition => condition.Type == "Ready")?.LastTransitionTime ?? replica.Pod.Metadata.CreationTimestamp
            : null;

    internal static bool IsTarget(Pod pod, Workload workload, ReleaseRecord release)
    {
        if (workload.Kind == ModuleKind.Pod)
            return PodDriver.RunsTarget(workload, release);
        if (release.TargetHash is { } hash)
            return pod.Metadata.Labels.GetValueOrDefault(workload.Kind == ModuleKind.Deployment ? RevisionSet.ReplicaSetHash : RevisionSet.ControllerHash) == hash;
        return pod.Metadata.Annotations.GetValueOrDefault(ModuleLabels.Release) == release.Target;
    }

    private static Replica Of(Pod pod, ReplicaEvidence evidence, DateTimeOffset now) => new(pod, ReplicaStates.Decide(pod, evidence, null, now), evidence.Events);

    internal sealed record Replica(Pod Pod, ReplicaVerdict Verdict, IReadOnlyList<Event>? Events);
}
