namespace Deploy.Operations.Releases;

/// <summary>One batch of a plan.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Replicas">How many replicas it replaces.</param>
/// <param name="PausesAfter">Whether it waits for Resume-ModuleRelease afterwards.</param>
public sealed record PlannedStep(int Number, int Replicas, bool PausesAfter)
{
    public override string ToString() => $"batch {Number}: {Replicas} replica{(Replicas == 1 ? "" : "s")}{(PausesAfter ? ", then pause" : "")}";
}
