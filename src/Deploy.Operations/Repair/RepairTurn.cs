namespace Deploy.Operations.Repair;

/// <summary>How a repair ends a release.</summary>
internal enum RepairTurn
{
    None,
    Back,
    On,
}
