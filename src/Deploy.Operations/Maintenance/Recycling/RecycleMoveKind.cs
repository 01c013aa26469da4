namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>What is next for a replica.</summary>
internal enum RecycleMoveKind
{
    /// <summary>Take it out of its set, in traffic still, so that a replacement starts.</summary>
    Detach,

    /// <summary>Take it out of traffic.</summary>
    TakeOut,

    /// <summary>Archive and delete it.</summary>
    Delete,

    /// <summary>Nothing yet.</summary>
    Wait,
}
