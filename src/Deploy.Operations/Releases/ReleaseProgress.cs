namespace Deploy.Operations.Releases;

/// <summary>One step forward of a release, for progress bars and logs.</summary>
public sealed record ReleaseProgress
{
    public required string Namespace { get; init; }

    public required string Module { get; init; }

    public string? Version { get; init; }

    /// <summary>Id of the release.</summary>
    public string Release { get; init; } = "";

    public ReleasePhase Phase { get; init; }

    public required string Message { get; init; }

    /// <summary>Replicas of the new version.</summary>
    public int Updated { get; init; }

    /// <summary>Those of them that are Responsive.</summary>
    public int Responsive { get; init; }

    /// <summary>Replicas that are wanted; null while that is not known.</summary>
    public int? Desired { get; init; }

    /// <summary>The open batch, from 1; 0 without batches.</summary>
    public int Batch { get; init; }

    public int Batches { get; init; }

    public DateTimeOffset At { get; init; }

    public bool IsWarning { get; init; }

    /// <summary>0 to 100; null while it is not known how many replicas are wanted.</summary>
    public int? Percent => Desired switch
    {
        null => null,
        <= 0 => 100,
        { } desired => Math.Clamp(100 * Responsive / desired, 0, 100),
    };
}
