namespace Deploy.Operations.Releases;

/// <summary>What became of a release.</summary>
public enum ReleaseStatus
{
    /// <summary>What runs now.</summary>
    Current,

    /// <summary>A later release took its place.</summary>
    Superseded,

    Running,
    Paused,
    Failed,
    Closed,
    RolledBack,
    Unpublished,
}
