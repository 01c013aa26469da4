namespace Deploy.Operations.Repair;

/// <summary>What became of one finding.</summary>
/// <param name="Message">What was done, or why it was not.</param>
public sealed record RepairOutcome(RepairFinding Finding, bool Repaired, string Message)
{
    public RepairKind Kind => Finding.Kind;

    public string Namespace => Finding.Namespace;

    public string Module => Finding.Module;

    public string Target => Finding.Target;

    public string Explanation => Finding.Explanation;
}
