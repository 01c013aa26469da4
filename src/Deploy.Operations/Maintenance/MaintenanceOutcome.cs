namespace Deploy.Operations.Maintenance;

/// <summary>How a run ended as a whole.</summary>
public enum MaintenanceOutcome
{
    /// <summary>Everything due was looked after.</summary>
    Completed,

    /// <summary>Some steps failed; the next run tries them again.</summary>
    CompletedWithFailures,

    /// <summary>Another run is at it.</summary>
    Skipped,

    /// <summary>It was told to stop, or lost its lease; the next run goes on.</summary>
    Interrupted,

    /// <summary>It could not even find out what is due.</summary>
    Failed,
}
