using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>Does the moves. Each is one write with a precondition, so that a broken run is simply run again.</summary>
internal sealed class RecycleSteps(MaintenanceContext context, GroupReader groups, ReplicaArchiver archiver, DateTimeOffset now)
{
    private const string HashLabel = "pod-template-hash";

    public Task<StepResult> RunAsync(RecycleMove move, ReplicaGroup group, CancellationToken ct) => move.Kind switch
    {
        RecycleMoveKind.Detach => DetachAsync(move, group, ct),
        RecycleMoveKind.TakeOut => TakeOutAsync(move, group, ct),
        RecycleMoveKind.Delete => DeleteAsync(move, ct),
        _ => Task.FromResult(StepResult.Postponed(move.Why)),
    };

    /// <summary>
    /// Without its hash label the replica leaves its ReplicaSet, which starts another; all other labels stay, so that it
    /// serves on. The mark is in the same write: without it nobody would know of the replica any more.
    /// </summary>
    private async Task<StepResult> DetachAsync(RecycleMove move, ReplicaGroup group, CancellationToken ct)
    {
        var note = Note(move, group) with { Surge = true };
        return await PatchAsync(move.Replica, new JsonObject { [HashLabel] = null }, note, ct)
            ? StepResult.Begun("It serves on until its replacement answers.")
            : StepResult.Changed;
    }

    private async Task<StepResult> TakeOutAsync(RecycleMove move, ReplicaGroup group, CancellationToken ct)
    {
        var replica = move.Replica;
        if (await context.Cluster.FindAsync(Resources.Pods, replica.Namespace, replica.Name, ct) is not { } pod || pod.Metadata.Uid != replica.Uid)
            return StepResult.Gone;
        var note = replica.Note ?? Note(move, group);
        var kept = replica.OwnerUid.Length == 0 || note.Surge
            ? new HashSet<string>(StringComparer.Ordinal)
            : await groups.SelectorKeysAsync(replica.Namespace, group.Kind, group.Name, ct);
        var removed = TrafficLabels.ToRemove(pod.Metadata.Labels, await groups.SelectorsAsync(replica.Namespace, ct), kept);
        note = note with { OutOn = now, Labels = removed.Count == 0 ? null : removed };
        var labels = new JsonObject(removed.Keys.Select(k => KeyValuePair.Create(k, (JsonNode?)null)));
        return await PatchAsync(replica with { ResourceVersion = pod.Metadata.ResourceVersion }, labels, note, ct)
            ? StepResult.Begun($"It gets no new requests and has {context.Options.Recycle.Grace} to finish.")
            : StepResult.Changed;
    }

    private async Task<StepResult> DeleteAsync(RecycleMove move, CancellationToken ct)
    {
        var replica = move.Replica;
        if (await context.Cluster.FindAsync(Resources.Pods, replica.Namespace, replica.Name, ct) is not { } pod || pod.Metadata.Uid != replica.Uid)
            return StepResult.Gone;
        await archiver.ArchiveAsync(pod, move.Reason, now, ct);
        await archiver.ReleaseAsync(pod, ct);
        try
        {
            return await EvictAsync(pod, ct)
                ? new(StepOutcome.Done, $"It was {move.Reason}.")
                : StepResult.Postponed("A PodDisruptionBudget does not allow it now.");
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            return StepResult.Gone;
        }
    }

    private async Task<bool> EvictAsync(Pod pod, CancellationToken ct)
    {
        var (ns, name, only) = (pod.Metadata.Namespace ?? "", pod.Metadata.Name, new DeleteOptions { Uid = pod.Metadata.Uid });
        try
        {
            await context.Cluster.EvictAsync(ns, name, only, ct);
            return true;
        }
        catch (KubernetesException e) when (e.IsTooManyRequests)
        {
            if (pod.Metadata.OwnerReferences.Count > 0 || !await BudgetView.HasRoomAsync(context.Cluster, pod, ct))
                return false;
            await context.Cluster.DeleteAsync(Resources.Pods, ns, name, only, ct);
            return true;
        }
    }

    private async Task<bool> PatchAsync(ReplicaFact replica, JsonObject labels, RecycleNote note, CancellationToken ct)
    {
        var annotations = new JsonObject { [RecycleNote.Annotation] = note.Write() };
        if (!replica.IsMarked)
            annotations[ModuleLabels.DecommissionedAt] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = replica.Uid,
                ["resourceVersion"] = replica.ResourceVersion,
                ["labels"] = labels,
                ["annotations"] = annotations,
            },
        };
        var known = new ObjectMeta { Namespace = replica.Namespace, Name = replica.Name, Uid = replica.Uid, ResourceVersion = replica.ResourceVersion };
        return await LiveWrite.TryPatchAsync(context.Cluster, WorkloadResources.Pods, known, Patch.Merge(patch), ct);
    }

    private static RecycleNote Note(RecycleMove move, ReplicaGroup group) =>
        new() { Reason = move.Reason, Set = group.Uid, Kind = group.Kind, Name = group.Name };
}
