namespace Deploy.Operations.Releases.Rollout;

/// <summary>How many replicas of which revision a kind has, as its controller sees it.</summary>
internal sealed record RolloutCounts
{
    /// <summary>Replicas that there should be.</summary>
    public required int Desired { get; init; }

    /// <summary>Whether the controller has taken note of the latest write.</summary>
    public required bool Settled { get; init; }

    /// <summary>Replicas of the target.</summary>
    public required int Updated { get; init; }

    /// <summary>Replicas of other revisions.</summary>
    public required int Old { get; init; }

    /// <summary>Replicas of other revisions that can go without loss, since they do not answer.</summary>
    public int OldUnready { get; init; }

    /// <summary>Replicas of other revisions that hold the controller up and must be removed by us.</summary>
    public int Stuck { get; init; }

    /// <summary>Replicas that have answered for the workload's own minimum time; null where the kind does not count them.</summary>
    public int? Available { get; init; }

    /// <summary>Replicas of the target that answer, at the least, where the workload's own counts tell; null where they do not.</summary>
    public int? Answering { get; init; }

    /// <summary>Whether a scale in the middle asks for a larger surge than is set, so that the open batch cannot be completed.</summary>
    public bool IsSurgeShort { get; init; }

    public required Retirement Retirement { get; init; }
}
