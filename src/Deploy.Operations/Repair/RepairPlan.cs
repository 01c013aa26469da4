namespace Deploy.Operations.Repair;

/// <summary>What a repair found and would do.</summary>
public sealed record RepairPlan(IReadOnlyList<RepairFinding> Findings)
{
    public bool IsEmpty => Findings.Count == 0;
}
