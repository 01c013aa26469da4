namespace Deploy.Operations.Releases;

/// <summary>Sizes of the batches. At most one of the first three is given; none means automatic sizes.</summary>
public sealed record BatchOptions
{
    /// <summary>Replicas per batch, at least 1.</summary>
    public int? Size { get; init; }

    /// <summary>Share of the replicas per batch, 1 to 100.</summary>
    public int? Percent { get; init; }

    /// <summary>Number of batches, at least 1.</summary>
    public int? Count { get; init; }

    /// <summary>Default: after the first.</summary>
    public PauseAfter Pause { get; init; } = PauseAfter.First;

    /// <summary>Time between a batch that is complete and the next; default 0.</summary>
    public TimeSpan WaitBetween { get; init; }
}
