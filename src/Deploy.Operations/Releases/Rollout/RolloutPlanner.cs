using System.Globalization;
using Deploy.Operations.Errors;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>The one place that decides what a release does next, for every kind and strategy. Pure.</summary>
internal static class RolloutPlanner
{
    internal static RolloutStep NextStep(RolloutState state) => state.Release.Phase switch
    {
        ReleasePhase.Running or ReleasePhase.RollingBack when state.NeedsReplicas => new RolloutStep.LookAtReplicas(),
        ReleasePhase.Running when state.Release.Batch == 0 => new RolloutStep.TurnBack(Cause.Of(ReleaseCodes.Interrupted, "The release was interrupted before it began.")),
        ReleasePhase.Running when !state.IsTarget => new RolloutStep.HandOver(),
        ReleasePhase.Running when state.Hopeless is { } cause => Failed(state, cause),
        ReleasePhase.Running when !state.Counts.Settled => NotSettled(state),
        // A paused Deployment is still scaled by its controller, so that our steps would go on over the pause of whoever made it.
        ReleasePhase.Running when state.IsPaused && state.Release.Strategy != StrategyKind.Rolling => Waiting(state, "nothing is replaced"),
        ReleasePhase.Running when state.Release.Strategy == StrategyKind.Safe => SafePlanner.NextStep(state),
        ReleasePhase.Running => Batches(state),
        ReleasePhase.RollingBack => WayBack(state),
        _ => new RolloutStep.End(state.Release.Phase),
    };

    /// <summary>How a release without a future goes on, by its policy.</summary>
    internal static RolloutStep Failed(RolloutState state, Cause cause) =>
        state.Release.OnFailure == FailurePolicy.Rollback && state.Release.FromRevision > 0
            ? new RolloutStep.TurnBack(cause)
            : new RolloutStep.Fail(cause);

    /// <summary>The gate's say in a batch that is complete; null when nothing holds it up.</summary>
    internal static RolloutStep? AskGate(RolloutState state) => state switch
    {
        { HasGate: false } or { Gate.Passed: true } => null,
        { Gate: null } => new RolloutStep.AskGate(),
        _ => Failed(state, Cause.Of(ReleaseCodes.GateRefused, $"The health gate refused batch {state.Release.Batch}: {state.Gate!.Message}")),
    };

    internal static RolloutStep.Await Waiting(RolloutState state, string message, DateTimeOffset? until = null) =>
        new(state.IsPaused ? $"{message}; the workload is paused" : state.Obstacle is { } obstacle ? $"{message}: {obstacle}" : message, Earlier(until, state.ChangesAt));

    private static RolloutStep Batches(RolloutState state)
    {
        var (release, counts) = (state.Release, state.Counts);
        if (Overdue(state) is { } retire)
            return retire;
        var wanted = BatchOf(state, release.Batch);
        if (state.Held < wanted)
            return state.ShowsThatItStays ? new RolloutStep.EndTrial() : FollowScale(state) ?? Waiting(state, Progress(state, wanted));
        if (AskGate(state) is { } gate)
            return gate;
        if (wanted < counts.Desired)
            return NextBatch(state);
        if (counts.Old == 0)
            return Ended(state, ReleasePhase.Succeeded);
        return counts.Retirement == Retirement.AfterSuccessor
            ? new RolloutStep.Retire(counts.Old)
            : Waiting(state, Text($"{counts.Old} old replicas are being removed"));
    }

    /// <summary>Opens the batch anew where a scale in the middle asks for more; null otherwise.</summary>
    internal static RolloutStep? FollowScale(RolloutState state) => state.Counts.IsSurgeShort ? new RolloutStep.OpenBatch(state.Release.Batch) : null;

    private static RolloutStep NextBatch(RolloutState state)
    {
        var release = state.Release;
        var pauses = release.Pause == PauseAfter.Each || release.Pause == PauseAfter.First && release.Batch == 1;
        if (pauses && release.ResumedBatch < release.Batch)
            return new RolloutStep.Pause(Text($"Batch {release.Batch} of {BatchSizes.Total(release, state.Counts.Desired)} is complete."));
        var until = (state.BatchCompleteAt ?? state.Now) + release.WaitBetween;
        return until > state.Now
            ? Waiting(state, Text($"batch {release.Batch} is complete, waiting before the next"), until)
            : new RolloutStep.OpenBatch(release.Batch + 1);
    }

    // Old replicas that the open batch no longer needs. They leave only as far as the wanted count goes on answering.
    private static RolloutStep? Overdue(RolloutState state)
    {
        var counts = state.Counts;
        if (counts.Stuck > 0)
            return new RolloutStep.Retire(counts.Stuck);
        if (counts.Retirement == Retirement.ByController)
            return null;
        var before = counts.Retirement == Retirement.AfterSuccessor ? state.Release.Batch - 1 : state.Release.Batch;
        var overdue = counts.Old - (counts.Desired - BatchOf(state, before));
        if (overdue <= 0)
            return null;
        if (counts.Retirement == Retirement.BeforeSuccessor)
            return new RolloutStep.Retire(overdue);
        var free = Math.Max(0, state.Ready - counts.Desired) + counts.OldUnready;
        return free > 0
            ? new RolloutStep.Retire(Math.Min(overdue, free))
            : Waiting(state, Text($"{state.Ready} of {counts.Desired} replicas answer, so none can leave"));
    }

    private static RolloutStep WayBack(RolloutState state)
    {
        var counts = state.Counts;
        if (!state.Release.IsReverted)
            return Turn(state);
        if (!state.IsTarget)
            return new RolloutStep.HandOver();
        if (!counts.Settled)
            return NotSettled(state);
        if (state.Hopeless is { } cause)
            return new RolloutStep.Fail(cause);
        if (counts.Stuck > 0)
            return new RolloutStep.Retire(counts.Stuck);
        if (state.Held < counts.Desired)
            return state.ShowsThatItStays ? new RolloutStep.EndTrial() : Waiting(state, $"rolling back, {Progress(state, counts.Desired)}");
        if (state.Traffic is Traffic.OnOld or Traffic.Mixed)
            return new RolloutStep.SwitchTraffic(ToTarget: true);
        if (counts.Old > 0)
            return Waiting(state, Text($"rolling back, {counts.Old} replicas of the other version are being removed"));
        return FreedThenEnded(state, ReleasePhase.RolledBack);
    }

    // A set that is wanted empty still stands for a moment, and would get requests again.
    internal static RolloutStep FreedThenEnded(RolloutState state, ReleasePhase phase) =>
        state is { OldStanding: 0 } and not { Traffic: Traffic.Everywhere } ? new RolloutStep.FreeTraffic() : Ended(state, phase);

    private static RolloutStep Ended(RolloutState state, ReleasePhase phase) => state switch
    {
        { OldStanding: > 0 } => Waiting(state, Text($"{state.OldStanding} old replicas are being removed")),
        // A replica that is not available yet is the first that the controller would remove in a next release.
        _ when state.Counts.Available < state.Counts.Desired => Waiting(state, Text($"{state.Counts.Available} of {state.Counts.Desired} have answered for long enough")),
        _ when state.Counts.Updated != state.Counts.Desired => Waiting(state, Text($"{state.Counts.Updated} replicas of the new version stand, {state.Counts.Desired} are wanted")),
        _ => new RolloutStep.Finish(phase),
    };

    // The requests go back before the new set may lose a replica.
    private static RolloutStep Turn(RolloutState state)
    {
        if (state.Traffic is Traffic.OnTarget or Traffic.Mixed)
            return new RolloutStep.SwitchTraffic(ToTarget: false);
        return state.Marked > 0 ? new RolloutStep.MarkOld(Decommissioned: false) : new RolloutStep.RestoreTemplate();
    }

    private static RolloutStep.Await NotSettled(RolloutState state) =>
        Waiting(state, "the cluster takes note of the change", state.Now + TimeSpan.FromSeconds(5));

    // A rolling update is one batch of all.
    internal static int BatchOf(RolloutState state, int batch) =>
        state.Release.Strategy == StrategyKind.Batched ? BatchSizes.After(state.Release, batch, state.Counts.Desired) : batch <= 0 ? 0 : state.Counts.Desired;

    private static string Progress(RolloutState state, int wanted)
    {
        var total = state.Release.Strategy == StrategyKind.Batched ? BatchSizes.Total(state.Release, state.Counts.Desired) : 1;
        var held = state.Responsive > state.Held ? Text($", {state.Held} for long enough") : "";
        return total > 1
            ? Text($"batch {state.Release.Batch} of {total}: {state.Responsive} of {wanted} Responsive{held}")
            : Text($"{state.Responsive} of {wanted} Responsive{held}");
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
