namespace Deploy.Operations.Modules;

/// <summary>How a published module is doing as a whole.</summary>
public enum PublishedModuleState
{
    /// <summary>All wanted replicas answer and have the latest version.</summary>
    Ready,

    /// <summary>A change is under way.</summary>
    Progressing,

    /// <summary>A release waits for Resume-ModuleRelease, or the workload is paused.</summary>
    Paused,

    /// <summary>Fewer replicas answer than wanted.</summary>
    Degraded,

    /// <summary>The last release cannot succeed.</summary>
    Failed,

    /// <summary>No replica is wanted.</summary>
    Empty,

    /// <summary>It is being removed.</summary>
    Removing,

    /// <summary>Its removal took it out of traffic and has not deleted it: it is under way, or was broken off (Unpublish-Module goes on, Repair-Module gives the requests back).</summary>
    OutOfTraffic,
}
