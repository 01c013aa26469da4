using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;
using Deploy.Operations.Replicas.Waiting;

namespace Deploy.Operations.Releases.Running;

/// <summary>Waits without driving: for the replicas of a module, or for the end of a release that somebody else drives.</summary>
internal sealed class StandingWait(KubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    /// <summary>Until all wanted replicas answer and no other is left.</summary>
    internal Task<Release> ForReplicasAsync(Workload workload, TimeSpan timeout, ReleaseReport report, CancellationToken cancellationToken) =>
        LoopAsync(workload, timeout, report, Replicas, cancellationToken);

    /// <summary>Until the release ends, pauses or fails.</summary>
    internal Task<Release> ForReleaseAsync(Workload workload, TimeSpan timeout, ReleaseReport report, CancellationToken cancellationToken) =>
        LoopAsync(workload, timeout, report, Release, cancellationToken);

    private async Task<Release> LoopAsync(
        Workload workload, TimeSpan timeout, ReleaseReport report, Func<WorkloadSnapshot, DateTimeOffset, Look> look, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + timeout;
        await using var watch = WorkloadWatch.Start(client, workload, new WatchScope(Replicas: true, Revisions: workload.Kind != ModuleKind.Pod, Services: false), cancellationToken);
        var inquiry = new ReplicaInquiry(client, time);
        var message = "the cluster takes note of the change";
        while (true)
        {
            var until = DateTimeOffset.MaxValue;
            var now = time.GetUtcNow();
            if (watch.Snapshot() is { } seenNow)
            {
                var snapshot = await inquiry.AddToAsync(seenNow, pod => IsAwaited(pod, seenNow.Workload), cancellationToken);
                var seen = look(snapshot, time.GetUtcNow());
                if (seen.IsDone)
                    return ReleaseReading.Of(snapshot.Workload, ReleaseRecord.Of(snapshot.Workload), now);
                (message, until) = (seen.Message, new[] { seen.Until, inquiry.AskAgainAt }.Min() ?? until);
                report.Say(message, snapshot.Workload.Ready, snapshot.Workload.Desired);
            }
            else if (watch.IsGone)
                throw new DeployException(ModuleCodes.NotFound, $"Module '{workload.Module.Name}' was removed meanwhile.", report.Target);
            if (now >= deadline)
                throw new DeployException(ReleaseCodes.TimedOut, $"Waited {timeout.TotalSeconds:0.#} s for {workload.Module.Name}: {message}.", report.Target);
            var pause = new[] { until - now, deadline - now, s_longestPause }.Min();
            await watch.WaitAsync(pause < TimeSpan.FromMilliseconds(20) ? TimeSpan.FromMilliseconds(20) : pause, time, cancellationToken);
        }
    }

    private static bool IsAwaited(Pod pod, Workload workload) =>
        ReleaseRecord.Of(workload) is not { IsOpen: true } release || TargetReplicas.IsTarget(pod, workload, release);

    private static Look Replicas(WorkloadSnapshot snapshot, DateTimeOffset now)
    {
        var workload = snapshot.Workload;
        var replicas = snapshot.Pods!.Select(pod => new ReplicaFacts(pod, ReplicaStates.Decide(pod, snapshot.Evidence.GetValueOrDefault(pod.Metadata.Uid), null, now))).ToList();
        var facts = new WorkloadFacts { Desired = workload.Desired, Observed = workload.Kind == ModuleKind.Pod || workload.ObservedGeneration >= workload.Generation };
        var verdict = ReplicaWait.Judge(facts, replicas, null, now);
        if (verdict is { Outcome: WaitOutcome.Impossible, Cause: { } cause })
            throw new DeployException(ErrorCodes.Find(cause.Code) ?? ReleaseCodes.Failed, verdict.Message, $"{workload.Namespace}/{workload.Module.Name}", cause.Suggestion);
        var surplus = replicas.Count(replica => replica.Verdict.State is not (ReplicaState.Decommissioned or ReplicaState.Deleted)) - workload.Desired;
        // During an open release of batches there are more than wanted, and that is as it should be.
        var isDone = verdict.Outcome == WaitOutcome.Succeeded && workload.Ready >= workload.Desired
            && (surplus <= 0 && workload.Ready == workload.Desired || ReleaseRecord.Of(workload) is { IsOpen: true });
        return new Look(isDone, verdict.Message, verdict.JudgeAgainAt);
    }

    private static Look Release(WorkloadSnapshot snapshot, DateTimeOffset now)
    {
        var workload = snapshot.Workload;
        if (ReleaseRecord.Of(workload) is not { } release || release.Phase is ReleasePhase.Succeeded or ReleasePhase.RolledBack or ReleasePhase.Closed)
            return Replicas(snapshot, now) is var look && PublishedModuleReading.IsRolling(workload) ? look with { IsDone = false } : look;
        var target = $"{workload.Namespace}/{workload.Module.Name}";
        switch (release.Phase)
        {
            case ReleasePhase.Paused:
                throw new DeployException(ReleaseCodes.Paused, $"Release {release.Id} is paused: {release.Message}", target);
            case ReleasePhase.Failed:
                throw new DeployException(ReleaseCodes.Failed, $"Release {release.Id} failed: {release.Message}", target);
        }
        var state = RolloutObserver.Observe(snapshot, release, now);
        if (state.Hopeless is { } cause)
            throw new DeployException(ErrorCodes.Find(cause.Code) ?? ReleaseCodes.Failed, $"Release {release.Id} cannot succeed: {cause.Message}", target, cause.Suggestion);
        return RolloutPlanner.NextStep(state) switch
        {
            RolloutStep.Finish when release.Strategy == StrategyKind.Rolling => new Look(true, "done", null),
            RolloutStep.Await awaited => new Look(false, awaited.Message, awaited.Until),
            _ when ReleaseLock.Of(workload) is { } held && held.Expires > now => new Look(false, $"{held.Holder} goes on", held.Expires),
            _ => throw new DeployException(ReleaseCodes.Interrupted, $"Release {release.Id} ({release.Cause}) was interrupted.", target),
        };
    }

    private sealed record Look(bool IsDone, string Message, DateTimeOffset? Until);
}
