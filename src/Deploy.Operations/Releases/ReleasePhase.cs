namespace Deploy.Operations.Releases;

/// <summary>Where a release stands, as kept in the cluster.</summary>
public enum ReleasePhase
{
    /// <summary>Under way; anyone may go on with it.</summary>
    Running,

    /// <summary>Waits for Resume-ModuleRelease.</summary>
    Paused,

    /// <summary>Cannot succeed; stands still until it is rolled back or followed by another.</summary>
    Failed,

    /// <summary>Ended where it stood by Stop-ModuleRelease.</summary>
    Closed,

    /// <summary>The earlier version is being restored.</summary>
    RollingBack,

    Succeeded,

    RolledBack,
}
