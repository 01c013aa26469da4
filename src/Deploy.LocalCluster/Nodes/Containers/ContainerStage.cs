namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>Where a simulated container is in its life.</summary>
internal enum ContainerStage
{
    /// <summary>Not begun: others come first.</summary>
    Waiting,

    Pulling,

    /// <summary>The pull has just failed.</summary>
    PullFailed,

    /// <summary>Waits before the next pull.</summary>
    PullBackOff,

    /// <summary>Cannot be created, and trying again would not help.</summary>
    Blocked,

    Running,

    /// <summary>Has ended and is looked at next.</summary>
    Exited,

    /// <summary>Waits before the next start.</summary>
    CrashBackOff,

    /// <summary>Has ended for good.</summary>
    Finished,
}
