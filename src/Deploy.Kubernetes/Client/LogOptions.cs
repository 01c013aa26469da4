namespace Deploy.Kubernetes;

/// <summary>Which part of which container's log.</summary>
public sealed record LogOptions
{
    /// <summary>Null: the pod's only container.</summary>
    public string? Container { get; init; }

    /// <summary>The run before the last restart.</summary>
    public bool Previous { get; init; }

    /// <summary>Goes on with new lines until cancelled or the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>The last lines only, 0 or more; null: all.</summary>
    public long? TailLines { get; init; }

    /// <summary>The last seconds only, 1 or more; null: all.</summary>
    public long? SinceSeconds { get; init; }

    /// <summary>Puts the time in front of every line.</summary>
    public bool Timestamps { get; init; }

    /// <summary>At most so many bytes, 1 or more; null: no bound.</summary>
    public long? LimitBytes { get; init; }
}
