using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>What a release does next.</summary>
internal abstract record RolloutStep
{
    private RolloutStep()
    {
    }

    /// <summary>Nothing, until something changes or that time comes.</summary>
    internal sealed record Await(string Message, DateTimeOffset? Until = null) : RolloutStep;

    /// <summary>Follows the replicas from now on, which the workload's own counts stood for until then.</summary>
    internal sealed record LookAtReplicas : RolloutStep;

    /// <summary>Removes old replicas.</summary>
    internal sealed record Retire(int Count) : RolloutStep;

    internal sealed record OpenBatch(int Number) : RolloutStep;

    /// <summary>The first new replicas have shown that they stay: the controller waits for the next ones only as long as the operator wants.</summary>
    internal sealed record EndTrial : RolloutStep;

    internal sealed record AskGate : RolloutStep;

    internal sealed record Pause(string Message) : RolloutStep;

    internal sealed record Fail(Cause Cause) : RolloutStep;

    /// <summary>Begins the way back; the cause is kept.</summary>
    internal sealed record TurnBack(Cause Cause) : RolloutStep;

    /// <summary>Writes the earlier template back.</summary>
    internal sealed record RestoreTemplate : RolloutStep;

    /// <summary>Moves the traffic to the target, or to what ran before.</summary>
    internal sealed record SwitchTraffic(bool ToTarget) : RolloutStep;

    /// <summary>Notes that the traffic moved; from then on the grace of the old replicas counts.</summary>
    internal sealed record NoteSwitch : RolloutStep;

    /// <summary>Marks the old replicas as decommissioned, or takes the marks away.</summary>
    internal sealed record MarkOld(bool Decommissioned) : RolloutStep;

    /// <summary>Gives the Services their own selectors back.</summary>
    internal sealed record FreeTraffic : RolloutStep;

    /// <summary>Restores the operator's own values and ends the release.</summary>
    internal sealed record Finish(ReleasePhase Phase) : RolloutStep;

    /// <summary>Somebody else changed the template: leaves the workload to them.</summary>
    internal sealed record HandOver : RolloutStep;

    /// <summary>Nothing more to do for whoever drives.</summary>
    internal sealed record End(ReleasePhase Phase) : RolloutStep;
}
