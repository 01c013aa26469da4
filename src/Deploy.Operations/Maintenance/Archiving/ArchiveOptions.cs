namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>How diagnostics of deleted replicas are kept, and how long a deletion may be held up for them.</summary>
public sealed record ArchiveOptions
{
    /// <summary>Whole days that the archive is kept. Range 1 to 3,650, default 30.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>
    /// Whether replicas are held by a finalizer, so that one that is deleted goes only when it is archived. Default true, for
    /// an archiver that runs by a timer: whoever runs it once by hand would leave later deletions waiting.
    /// </summary>
    public bool Hold { get; init; } = true;

    /// <summary>Log lines kept per container. Range 0 to 10,000, default 200.</summary>
    public int LogLines { get; init; } = 200;

    /// <summary>
    /// A replica that cannot be archived is let go this long after its grace ended, with a warning. Default 1 h.
    /// </summary>
    public TimeSpan HoldAtMost { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After this long without a run the archiver counts as dead: replicas that wait for it are let go. Default 30 min.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromMinutes(30);
}
