using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>DaemonSets. A base holds one replica, so the old one goes first; in batches the set waits for our deletions (OnDelete).</summary>
internal sealed class DaemonSetDriver : IKindDriver
{
    public RolloutCounts Count(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target)
    {
        var workload = snapshot.Workload;
        var byUs = workload.Json.TextAt("spec", "updateStrategy", "type") == "OnDelete";
        return new RolloutCounts
        {
            Desired = workload.Desired,
            Settled = workload.ObservedGeneration >= workload.Generation,
            Updated = target.Target.Count,
            Old = target.Old.Count,
            OldUnready = target.Old.Count(replica => !TargetReplicas.IsReady(replica)),
            Retirement = byUs ? Retirement.BeforeSuccessor : Retirement.ByController,
        };
    }

    public IReadOnlyList<ObjectWrite> Retire(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target, int count) =>
        [.. target.Old.OrderBy(TargetReplicas.IsReady).ThenBy(replica => replica.Pod.Metadata.Name, StringComparer.Ordinal)
            .Take(count)
            .Select(replica => Deletion(snapshot.Workload.Namespace, replica))];

    // The next batch is opened by deletions alone.
    public void OpenBatch(JsonObject patch, Workload live, ReleaseRecord release)
    {
    }

    internal static ObjectWrite Deletion(string ns, TargetReplicas.Replica replica) =>
        new(ChangeAction.Delete, WorkloadResources.Pods, ns, replica.Pod.Metadata.Name, null, new DeleteOptions { Uid = replica.Pod.Metadata.Uid });
}
