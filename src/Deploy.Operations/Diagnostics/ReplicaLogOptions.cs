namespace Deploy.Operations.Diagnostics;

/// <summary>Which part of a replica's log.</summary>
public sealed record ReplicaLogOptions
{
    /// <summary>The container; null for the module's own, or the only one.</summary>
    public string? Container { get; init; }

    /// <summary>The run before the last restart. Cannot be followed.</summary>
    public bool Previous { get; init; }

    /// <summary>Goes on with new lines until the container ends or the reading is cancelled.</summary>
    public bool Follow { get; init; }

    /// <summary>Only the last lines; from 0. Null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Only lines of this long ago; above zero. Null for all.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>Puts the time in front of every line.</summary>
    public bool Timestamps { get; init; }
}
