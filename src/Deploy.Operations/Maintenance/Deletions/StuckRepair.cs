namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>Repairs of stuck deletions that are done without asking.</summary>
[Flags]
public enum StuckRepair
{
    /// <summary>Only tell.</summary>
    None = 0,

    /// <summary>Let replicas go that wait for an archiver that is dead, or that cannot be archived.</summary>
    OwnFinalizer = 1,

    /// <summary>Force the deletion of replicas whose node is gone or does not report. The node may run them still, unseen.</summary>
    LostNode = 2,
}
