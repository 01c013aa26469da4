namespace Deploy.LocalCluster.Controllers.Garbage;

/// <summary>What is known of an owner.</summary>
internal enum OwnerState
{
    /// <summary>It is there and stays.</summary>
    Solid,

    /// <summary>It is gone.</summary>
    Absent,

    /// <summary>It goes as soon as its dependents are gone.</summary>
    Waiting,
}
