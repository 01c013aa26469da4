using System.Text.Json;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas.Waiting;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Reads a snapshot as the state that the planner decides on. Pure.</summary>
internal static class RolloutObserver
{
    internal static RolloutState Observe(WorkloadSnapshot snapshot, ReleaseRecord release, DateTimeOffset now)
    {
        var replicas = TargetReplicas.Of(snapshot, release, now);
        var counts = KindDrivers.Of(snapshot.Workload.Kind).Count(snapshot, release, replicas);
        var verdict = Judge(snapshot, release, replicas, counts, now);
        var since = replicas.Target.Select(TargetReplicas.ReadySince).OfType<DateTimeOffset>().ToList();
        // Beyond its trial the controller of a rolling update decides how long a replica without a check must run.
        var proves = snapshot.Workload.Module.IsReadyOnceRunning && (release.Strategy != StrategyKind.Rolling || release.OnTrial);
        var hold = RollingValues.HoldOf(release, proves);
        var held = since.Count(time => time + hold <= now);
        var state = new RolloutState
        {
            Release = release,
            Counts = counts,
            IsTarget = IsTarget(snapshot.Workload, release),
            Ready = held + replicas.Old.Count(TargetReplicas.IsReady),
            OldStanding = replicas.Old.Count,
            Responsive = since.Count,
            Held = held,
            HasRestarted = replicas.Target.Any(replica => replica.Pod.Status.ContainerStatuses.Any(container => container.RestartCount > 0)),
            ChangesAt = Next(since.Select(time => (DateTimeOffset?)(time + hold)).Append(verdict.JudgeAgainAt), now),
            Hopeless = verdict.Outcome == WaitOutcome.Impossible ? verdict.Cause : null,
            Obstacle = verdict.Outcome == WaitOutcome.Pending && verdict.Cause is { } cause && cause.Code != ReleaseInProgress ? cause.Message : null,
            HasGate = release.HealthUrl is not null || release.BaseHealth,
            Traffic = TrafficPins.Of(snapshot, release),
            Unmarked = release.SwitchedAt is null ? 0 : replicas.Old.Count(replica => !replica.Pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt)),
            Marked = replicas.Old.Count(replica => replica.Pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt)),
            IsPaused = snapshot.Workload.Json.At("spec", "paused") is { } paused && paused.GetValueKind() == JsonValueKind.True,
            Now = now,
        };
        return snapshot.Pods is null ? ByCounts(state) : state;
    }

    // Without the replicas the workload's own counts say how many of the target answer at the least.
    private static RolloutState ByCounts(RolloutState state)
    {
        var answering = state.Counts.Answering ?? 0;
        return state with { Ready = answering, Responsive = answering, Held = answering, OldStanding = state.Counts.Old };
    }

    /// <summary>Whether the workload still has the template that the release rolls out.</summary>
    internal static bool IsTarget(Workload workload, ReleaseRecord release)
    {
        var module = workload.Module;
        return (release.TargetHash is not null || module.Release == release.Target) && ImageFingerprint.Of(module.Image) == release.Image;
    }

    private static string ReleaseInProgress => Errors.ReleaseCodes.InProgress.Code;

    private static WaitVerdict Judge(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas replicas, RolloutCounts counts, DateTimeOffset now)
    {
        var required = release.Strategy switch
        {
            StrategyKind.Batched => BatchSizes.After(release, release.Batch, counts.Desired),
            StrategyKind.Safe when release.SwitchWhen == SwitchWhen.First && release.SwitchedAt is null => Math.Min(1, counts.Desired),
            _ => counts.Desired,
        };
        var facts = new WorkloadFacts
        {
            Desired = release.Strategy == StrategyKind.Batched ? required : counts.Desired,
            Required = required,
            Observed = counts.Settled,
            Conditions = [.. snapshot.Workload.Json.ObjectsAt("status", "conditions").Select(condition => condition.Deserialize(ModelJson.Of<Condition>())).OfType<Condition>()],
        };
        return ReplicaWait.Judge(facts, [.. replicas.Target.Select(replica => new ReplicaFacts(replica.Pod, replica.Verdict, replica.Events))], null, now);
    }

    private static DateTimeOffset? Next(IEnumerable<DateTimeOffset?> times, DateTimeOffset now) => times.Where(time => time > now).Min();
}
