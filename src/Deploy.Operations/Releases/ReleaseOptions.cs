namespace Deploy.Operations.Releases;

/// <summary>How a release is carried out.</summary>
public sealed record ReleaseOptions
{
    public static ReleaseOptions Default { get; } = new();

    /// <summary>Default: rolling.</summary>
    public StrategyKind Strategy { get; init; }

    public BatchOptions Batches { get; init; } = new();

    public SafeOptions Safe { get; init; } = new();

    public GateOptions Gate { get; init; } = new();

    /// <summary>Default: stop.</summary>
    public FailurePolicy OnFailure { get; init; }

    /// <summary>Time to wait for the end; above 0, at most 24 h, default 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>False returns as soon as the change is written.</summary>
    public bool Wait { get; init; } = true;

    /// <summary>Breaks another's lock and goes forward over an open release.</summary>
    public bool Force { get; init; }

    /// <summary>Agrees to a moment in which no replica answers.</summary>
    public bool AcceptDowntime { get; init; }

    /// <summary>Why; kept with the revision. Null for a sentence of our own.</summary>
    public string? Cause { get; init; }
}
