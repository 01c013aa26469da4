using Deploy.Operations.Replicas;

namespace Deploy.Operations.Reports;

/// <summary>The life of one replica, as far as the cluster and the archive still tell it.</summary>
public sealed record ReplicaLife
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>The revision of its workload; null where nothing tells it.</summary>
    public string? Revision { get; init; }

    /// <summary>The node or base; null for one that never had any.</summary>
    public string? Base { get; init; }

    /// <summary>Its state now; Deleted for an archived one.</summary>
    public required ReplicaState State { get; init; }

    public required DateTimeOffset Begin { get; init; }

    /// <summary>When it went, or the time of the report.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Its states one after the other, from its beginning to its end without a gap.</summary>
    public IReadOnlyList<LifePhase> Phases { get; init; } = [];

    /// <summary>Ends of container runs that are still known, oldest first.</summary>
    public IReadOnlyList<LifeEnd> Exits { get; init; } = [];

    /// <summary>Why it goes or went, such as recycled, evicted, deleted; null while it stays.</summary>
    public string? Departure { get; init; }

    /// <summary>Why it is in its state, or was when it went.</summary>
    public Cause? Cause { get; init; }

    /// <summary>Why it was created in the place of another one; null where nothing is known.</summary>
    public string? RecreatedBecause { get; init; }

    public int Restarts { get; init; }

    /// <summary>Whether it was ever in trouble: not started, not answering, restarted.</summary>
    public bool HadTrouble => Restarts > 0 || Phases.Any(phase => phase.State is ReplicaState.StartingError or ReplicaState.Unresponsive);
}
