using System.Globalization;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>The steps of a safe upgrade: the new set stands beside the old, traffic moves, the old set finishes and goes. Pure.</summary>
internal static class SafePlanner
{
    internal static RolloutStep NextStep(RolloutState state)
    {
        var (release, counts) = (state.Release, state.Counts);
        var needed = release.SwitchWhen == SwitchWhen.First ? Math.Min(1, counts.Desired) : counts.Desired;
        if (state.Held < counts.Desired && RolloutPlanner.FollowScale(state) is { } follow)
            return follow;
        if (release.SwitchedAt is not { } switched)
            return BeforeSwitch(state, needed);
        if (state.Unmarked > 0)
            return new RolloutStep.MarkOld(Decommissioned: true);
        if (state.Held < counts.Desired)
            return RolloutPlanner.Waiting(state, Text($"traffic moved; {state.Responsive} of {counts.Desired} Responsive"));
        var graceEnds = switched + release.Grace;
        if (state.Now < graceEnds && counts.Old > 0)
            return RolloutPlanner.Waiting(state, Text($"{counts.Old} old replicas finish their requests"), graceEnds);
        var keptUntil = graceEnds + release.KeepOld;
        if (state.Now < keptUntil && counts.Old > 0 && release.ResumedBatch < release.Batch)
            return new RolloutStep.Pause(Text($"The old set is kept until {keptUntil:u}; resuming removes it, stopping with a rollback goes back to it at once."));
        if (counts.Old > 0)
            return new RolloutStep.Retire(counts.Old);
        return RolloutPlanner.FreedThenEnded(state, ReleasePhase.Succeeded);
    }

    private static RolloutStep BeforeSwitch(RolloutState state, int needed)
    {
        // After a forward change a set that never got traffic stands in the way.
        if (state.Counts.Old > state.Counts.Desired && state.Ready - state.Counts.Desired + state.Counts.OldUnready > 0)
            return new RolloutStep.Retire(Math.Min(state.Counts.Old - state.Counts.Desired, state.Ready - state.Counts.Desired + state.Counts.OldUnready));
        if (state.Held < needed)
            return RolloutPlanner.Waiting(state, Text($"the new set starts beside the old one, {state.Responsive} of {needed} Responsive"));
        if (RolloutPlanner.AskGate(state) is { } gate)
            return gate;
        return state.Traffic is Traffic.OnOld or Traffic.Mixed ? new RolloutStep.SwitchTraffic(ToTarget: true) : new RolloutStep.NoteSwitch();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
