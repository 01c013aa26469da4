using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Everything that decides the next step of a release, at one moment.</summary>
internal sealed record RolloutState
{
    public required ReleaseRecord Release { get; init; }

    public required RolloutCounts Counts { get; init; }

    /// <summary>Whether the workload's template is still the one that the release rolls out.</summary>
    public bool IsTarget { get; init; } = true;

    /// <summary>Replicas that answer: the old ones, and of the target those that have done so for as long as asked.</summary>
    public int Ready { get; init; }

    /// <summary>Whether a container of the target has restarted.</summary>
    public bool HasRestarted { get; init; }

    /// <summary>Replicas of other revisions that still stand, whether wanted or not.</summary>
    public int OldStanding { get; init; }

    /// <summary>Replicas of the target that are Responsive.</summary>
    public int Responsive { get; init; }

    /// <summary>Those that have been Responsive for as long as asked.</summary>
    public int Held { get; init; }

    /// <summary>Whether a rolling update is over its trial: a new replica has run for long enough, and none has crashed.</summary>
    public bool ShowsThatItStays => Release.OnTrial && Held > 0 && !HasRestarted;

    /// <summary>When time alone changes <see cref="Held"/> or the cause; null: it does not.</summary>
    public DateTimeOffset? ChangesAt { get; init; }

    /// <summary>Whether the workload's own counts no longer say enough, and the replicas must be looked at.</summary>
    public bool NeedsReplicas { get; init; }

    /// <summary>Why the target cannot succeed; null while it can.</summary>
    public Cause? Hopeless { get; init; }

    /// <summary>What stands in the way now, in words; null for nothing.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Answer of the gate for the open batch; null: not asked, or none is set.</summary>
    public GateResult? Gate { get; init; }

    public bool HasGate { get; init; }

    /// <summary>When the open batch was complete; null: not yet.</summary>
    public DateTimeOffset? BatchCompleteAt { get; init; }

    /// <summary>Where the Services of the module send requests, while a safe upgrade holds them.</summary>
    public Traffic Traffic { get; init; }

    /// <summary>Old replicas that a safe upgrade has not marked as decommissioned yet.</summary>
    public int Unmarked { get; init; }

    /// <summary>Old replicas that are marked as decommissioned.</summary>
    public int Marked { get; init; }

    /// <summary>Whether somebody paused the workload itself.</summary>
    public bool IsPaused { get; init; }

    public required DateTimeOffset Now { get; init; }
}
