namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>What an operator wants of a replica.</summary>
public enum RenewalKind
{
    /// <summary>A fresh one in its place, answering before it goes where that is possible.</summary>
    Restart,

    /// <summary>Gone, after its grace, whether or not another takes its place.</summary>
    Remove,

    /// <summary>Deleted at once, as kubectl does it: without leaving traffic first, and without waiting for its end.</summary>
    Delete,
}
