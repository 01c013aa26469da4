namespace Deploy.Operations.Replicas;

/// <summary>The steps of a live view.</summary>
public enum ReplicaChangeType
{
    /// <summary>A replica is there: at the start, or new.</summary>
    Added,

    /// <summary>Its state, cause or numbers changed.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>All replicas that were there at the start have been told.</summary>
    Synced,
}
