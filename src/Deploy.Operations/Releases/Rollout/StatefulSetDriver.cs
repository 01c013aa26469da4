using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>StatefulSets. A batch is a lower partition: the controller replaces from the highest ordinal down to it.</summary>
internal sealed class StatefulSetDriver : IKindDriver
{
    public RolloutCounts Count(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target)
    {
        var workload = snapshot.Workload;
        return new RolloutCounts
        {
            Desired = workload.Desired,
            Settled = workload.ObservedGeneration >= workload.Generation,
            Updated = target.Target.Count,
            Old = target.Old.Count,
            Stuck = Stuck(workload, target).Count(),
            Retirement = Retirement.ByController,
        };
    }

    public IReadOnlyList<ObjectWrite> Retire(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target, int count) =>
        [.. Stuck(snapshot.Workload, target).Take(count).Select(replica => DaemonSetDriver.Deletion(snapshot.Workload.Namespace, replica))];

    public void OpenBatch(JsonObject patch, Workload live, ReleaseRecord release) =>
        ReleaseTimeFields.SetPartition(patch, live.Desired - BatchSizes.After(release, release.Batch, live.Desired));

    // The controller waits for a replica that cannot start, though its successor could: it must be removed by hand.
    private static IEnumerable<TargetReplicas.Replica> Stuck(Workload workload, TargetReplicas target)
    {
        var partition = workload.Json.CountAt("spec", "updateStrategy", "rollingUpdate", "partition");
        return target.Old.Where(replica => replica.Verdict.State is ReplicaState.StartingError or ReplicaState.Unresponsive && Ordinal(replica) >= partition);
    }

    private static int Ordinal(TargetReplicas.Replica replica)
    {
        var name = replica.Pod.Metadata.Name;
        return int.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : -1;
    }
}
