namespace Deploy.Operations.Replicas;

/// <summary>What a replica does at the moment.</summary>
public enum ReplicaState
{
    /// <summary>A host is being acquired, the package pulled, containers started.</summary>
    Starting,

    /// <summary>All containers run; whether it answers is not known yet.</summary>
    Started,

    /// <summary>Ready; gets traffic.</summary>
    Responsive,

    /// <summary>Was Ready, or ran past its readiness grace, and is not Ready; gets no traffic.</summary>
    Unresponsive,

    /// <summary>Never became Ready and cannot.</summary>
    StartingError,

    /// <summary>Marked for deletion, out of traffic, finishing its requests.</summary>
    Decommissioned,

    /// <summary>Gone; lives in the archive.</summary>
    Deleted,
}
