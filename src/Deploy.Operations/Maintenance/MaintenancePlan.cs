namespace Deploy.Operations.Maintenance;

/// <summary>What a run would do.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Examined">How many objects were looked at.</param>
/// <param name="Actions">What is due, in the order in which it would be done.</param>
public sealed record MaintenancePlan(string Task, int Examined, IReadOnlyList<MaintenanceAction> Actions)
{
    public override string ToString() => Actions.Count == 0 ? $"{Task}: nothing is due" : $"{Task}: {Actions.Count} due of {Examined}";
}
