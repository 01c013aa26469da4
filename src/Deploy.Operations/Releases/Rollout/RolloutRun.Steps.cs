using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

// What is done in each step.
internal sealed partial class RolloutRun
{
    private async Task ActAsync(RolloutStep step, RolloutState state, WorkloadSnapshot snapshot, WorkloadWatch watch, CancellationToken cancellationToken)
    {
        var workload = snapshot.Workload;
        switch (step)
        {
            case RolloutStep.LookAtReplicas:
                watch.FollowReplicas();
                break;
            case RolloutStep.AskGate:
                _batch.Gate = await _gate.AskAsync(_last, Context(state, snapshot), cancellationToken);
                break;
            case RolloutStep.Retire retire:
                var replicas = TargetReplicas.Of(snapshot, _last, state.Now);
                await WriteAsync(watch, KindDrivers.Of(workload.Kind).Retire(snapshot, _last, replicas, retire.Count), cancellationToken);
                break;
            case RolloutStep.OpenBatch open:
                await WriteAsync(watch, [RolloutWrites.OpenBatch(workload, _last with { Batch = open.Number }, NewLock())], cancellationToken);
                break;
            case RolloutStep.EndTrial:
                await WriteAsync(watch, [RolloutWrites.EndTrial(workload, _last, NewLock())], cancellationToken);
                break;
            case RolloutStep.Pause pause:
                await WriteAsync(watch, [RolloutWrites.Note(workload, _last with { Phase = ReleasePhase.Paused, Message = pause.Message }, null)], cancellationToken);
                break;
            case RolloutStep.Fail fail:
                await WriteAsync(watch, [RolloutWrites.Fail(workload, _last, Sentence(fail.Cause))], cancellationToken);
                break;
            case RolloutStep.TurnBack turn:
                await CaptureAsync(snapshot, state, cancellationToken);
                await WriteAsync(watch, [RolloutWrites.Note(workload, _last with { Phase = ReleasePhase.RollingBack, IsReverted = false, Message = Sentence(turn.Cause) }, NewLock())], cancellationToken);
                break;
            case RolloutStep.RestoreTemplate:
                await CaptureAsync(snapshot, state, cancellationToken);
                await WriteAsync(watch, [await RestoreAsync(snapshot, cancellationToken)], cancellationToken);
                break;
            case RolloutStep.Finish finish:
                await WriteAsync(watch, [RolloutWrites.Finish(workload, _last with { EndedAt = state.Now }, finish.Phase, finish.Phase == ReleasePhase.Succeeded ? null : _last.Message)], cancellationToken);
                break;
            case RolloutStep.HandOver:
                await WriteAsync(watch, [RolloutWrites.Finish(workload, _last with { EndedAt = state.Now }, ReleasePhase.Closed, "The template was changed by others; their own rollout goes on.")], cancellationToken);
                _last = _last with { Phase = ReleasePhase.Closed };
                break;
            default:
                await MoveTrafficAsync(step, snapshot, watch, cancellationToken);
                break;
        }
    }

    private async Task MoveTrafficAsync(RolloutStep step, WorkloadSnapshot snapshot, WorkloadWatch watch, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case RolloutStep.SwitchTraffic { ToTarget: true } when TrafficPins.Widen(snapshot, _last).ToList() is { Count: > 0 } wider:
                // The endpoints controller may not know yet that the new replicas answer: a Service held on them at once would have no address.
                // So it is let to both sets first, and held on the new one when that is among its addresses.
                await WriteAsync(watch, wider, cancellationToken);
                var coming = TargetReplicas.Of(snapshot, _last, _time.GetUtcNow()).Target.Where(TargetReplicas.IsReady).Select(replica => replica.Pod.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
                await new ServiceAddresses(_client, _time).ArriveAsync(TrafficPins.Pinned(snapshot), address => coming.Contains(address.TargetRef?.Uid ?? ""), cancellationToken);
                break;
            case RolloutStep.SwitchTraffic switching:
                await WriteAsync(watch, TrafficPins.Switch(snapshot, _last, switching.ToTarget), cancellationToken);
                var leaving = TrafficPins.Leaving(snapshot, _last, switching.ToTarget);
                await new ServiceAddresses(_client, _time).LeaveAsync(TrafficPins.Pinned(snapshot), address => leaving.Contains(address.TargetRef?.Uid ?? ""), cancellationToken);
                break;
            case RolloutStep.FreeTraffic:
                await WriteAsync(watch, TrafficPins.Free(snapshot), cancellationToken);
                break;
            case RolloutStep.NoteSwitch:
                await WriteAsync(watch, [RolloutWrites.Note(snapshot.Workload, _last with { SwitchedAt = _time.GetUtcNow() }, NewLock())], cancellationToken);
                break;
            case RolloutStep.MarkOld mark:
                var old = TargetReplicas.Of(snapshot, _last, _time.GetUtcNow()).Old;
                await WriteAsync(watch, old.Select(replica => Mark(snapshot.Workload.Namespace, replica.Pod.Metadata.Name, mark.Decommissioned)), cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"No action for {step}.");
        }
    }

    private ObjectWrite Mark(string ns, string pod, bool decommissioned) =>
        ObjectWrite.PatchOf(WorkloadResources.Pods, ns, pod, null, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject
                {
                    [ModuleLabels.DecommissionedAt] = decommissioned ? _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null,
                },
            },
        });

    private async Task WriteAsync(WorkloadWatch watch, IEnumerable<ObjectWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            var written = await write.RunAsync(_client, dryRun: false, cancellationToken);
            if (write is { Action: ChangeAction.Delete, Deletion.Uid: { } uid })
                watch.Removed(uid);
            if (written is null)
                continue;
            foreach (var kind in Kinds(write))
                watch.Written(kind, written);
            if (Kinds(write).Contains(ObjectKind.Workload) && ReleaseRecord.Of(new Workload(_report.Kind, written)) is { } record && record.Id == _last.Id)
                _last = record;
        }
    }

    private IEnumerable<ObjectKind> Kinds(ObjectWrite write) =>
        write.Resource == WorkloadResources.Services ? [ObjectKind.Service]
        : write.Resource == WorkloadResources.ReplicaSets ? [ObjectKind.Revision]
        : write.Resource != WorkloadResources.Pods ? [ObjectKind.Workload]
        : _report.Kind == ModuleKind.Pod ? [ObjectKind.Workload] : [ObjectKind.Replica];

    private async Task<ObjectWrite> RestoreAsync(WorkloadSnapshot snapshot, CancellationToken cancellationToken)
    {
        var workload = snapshot.Workload;
        if (workload.Kind == ModuleKind.Pod)
        {
            return PodRevision.Of(workload).LastOrDefault() is { } earlier
                ? RolloutWrites.RestorePod(workload, _last, earlier, NewLock())
                : throw NothingToRestore();
        }
        var revisions = snapshot.Revisions.Count > 0 ? snapshot.Revisions : await RevisionReader.ReadAsync(_client, workload, cancellationToken);
        var set = revisions.FirstOrDefault(item => item.Revision == _last.FromRevision) ?? revisions.LastOrDefault(item => item.Module.Release != _last.Target);
        return set is null ? throw NothingToRestore() : RolloutWrites.RestoreTemplate(workload, _last, set, NewLock());
    }

    // Whoever looks for the reason afterwards finds it, though the replicas are gone by then.
    private Task CaptureAsync(WorkloadSnapshot snapshot, RolloutState state, CancellationToken cancellationToken) =>
        _failed.TellAsync(TargetReplicas.Of(snapshot, _last, state.Now).Target.Select(replica => replica.Pod).Where(pod => pod.Metadata.DeletionTimestamp is null), cancellationToken);

    private GateContext Context(RolloutState state, WorkloadSnapshot snapshot) => new(
        snapshot.Workload.Namespace, snapshot.Workload.Module.Name, _last.ToVersion, _last.Batch,
        _last.Strategy == StrategyKind.Batched ? BatchSizes.Total(_last, state.Counts.Desired) : 1,
        [.. TargetReplicas.Of(snapshot, _last, state.Now).Target.Where(TargetReplicas.IsReady).Select(replica => replica.Pod.Metadata.Name)])
    {
        Nodes = [.. TargetReplicas.Of(snapshot, _last, state.Now).Target.Select(replica => replica.Pod.Spec.NodeName).OfType<string>().Distinct(StringComparer.Ordinal)],
    };

    private DeployException NothingToRestore() =>
        new(ReleaseCodes.NothingToUndo, "The revision that ran before is no longer in the history.", _report.Target);

    private static string Sentence(Replicas.Cause cause) => $"{cause.Code}: {cause.Message}";
}
