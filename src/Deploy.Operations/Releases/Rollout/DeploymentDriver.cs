using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>
/// Deployments. Rolling updates are the controller's own; batches and safe upgrades stand on the availability barrier:
/// new pods never become available, so the controller waits until we scale the old ReplicaSets down.
/// </summary>
internal sealed class DeploymentDriver : IKindDriver
{
    public RolloutCounts Count(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target)
    {
        var workload = snapshot.Workload;
        var settled = workload.ObservedGeneration >= workload.Generation;
        var onBarrier = workload.Json.NumberAt("spec", "minReadySeconds") == ReleaseTimeFields.NeverAvailable;
        if (!onBarrier)
        {
            var updated = workload.Json.CountAt("status", "updatedReplicas");
            var old = Math.Max(0, workload.Json.CountAt("status", "replicas") - updated);
            return new RolloutCounts
            {
                Desired = workload.Desired,
                Settled = settled,
                Updated = updated,
                Old = old,
                Available = workload.Json.CountAt("status", "availableReplicas"),
                // At most all the old ones are among those that are ready.
                Answering = Math.Clamp(workload.Ready - old, 0, updated),
                Retirement = Retirement.ByController,
            };
        }
        var oldSets = OldSets(snapshot, release).ToList();
        var current = TargetSet(snapshot, release);
        return new RolloutCounts
        {
            Desired = workload.Desired,
            Settled = settled && current is not null,
            Updated = current?.Wanted ?? 0,
            Old = oldSets.Sum(set => set.Wanted),
            OldUnready = oldSets.Sum(Unready),
            IsSurgeShort = workload.Json.NumberAt("spec", "strategy", "rollingUpdate", "maxSurge") < ReleaseTimeFields.Surge(release, release.Batch, workload.Desired),
            Retirement = Retirement.AfterSuccessor,
        };
    }

    public IReadOnlyList<ObjectWrite> Retire(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target, int count)
    {
        // Those that do not answer go first, then what came between, and what ran before the release last.
        var sets = OldSets(snapshot, release).OrderBy(set => set.Revision == release.FromRevision).ThenByDescending(set => set.Revision).ToList();
        var cuts = sets.ToDictionary(set => set.Name, _ => 0, StringComparer.Ordinal);
        var left = count;
        foreach (var amount in new Func<RevisionSet, int>[] { Unready, set => set.Wanted })
        {
            foreach (var set in sets)
            {
                var cut = Math.Min(left, Math.Max(0, amount(set) - cuts[set.Name]));
                cuts[set.Name] += cut;
                left -= cut;
            }
        }
        return [.. sets.Where(set => cuts[set.Name] > 0).Select(set => Scale(snapshot.Workload.Namespace, set, set.Wanted - cuts[set.Name]))];
    }

    public void OpenBatch(JsonObject patch, Workload live, ReleaseRecord release) =>
        ReleaseTimeFields.SetBarrier(patch, ReleaseTimeFields.Surge(release, release.Batch, live.Desired));

    /// <summary>The ReplicaSet of the target; null while the controller has not made it.</summary>
    internal static RevisionSet? TargetSet(WorkloadSnapshot snapshot, ReleaseRecord release) =>
        snapshot.Revisions.LastOrDefault(set => release.TargetHash is { } hash ? set.Hash == hash : set.Module.Release == release.Target);

    private static IEnumerable<RevisionSet> OldSets(WorkloadSnapshot snapshot, ReleaseRecord release)
    {
        var current = TargetSet(snapshot, release);
        return snapshot.Revisions.Where(set => set.Wanted > 0 && set.Name != current?.Name);
    }

    private static int Unready(RevisionSet set) => Math.Max(0, set.Wanted - set.Ready);

    private static ObjectWrite Scale(string ns, RevisionSet set, int replicas) =>
        ObjectWrite.PatchOf(WorkloadResources.ReplicaSets, ns, set.Name, set.ResourceVersion, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } });
}
