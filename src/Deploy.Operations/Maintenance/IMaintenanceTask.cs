namespace Deploy.Operations.Maintenance;

/// <summary>
/// One piece of housekeeping that a timer runs. A run may be broken off at any point: the next one finishes it.
/// </summary>
public interface IMaintenanceTask
{
    /// <summary>Name as operators give it.</summary>
    string Name { get; }

    /// <summary>What it is for, one sentence.</summary>
    string Description { get; }

    /// <summary>Works out what is due and changes nothing.</summary>
    Task<MaintenancePlan> PlanAsync(DateTimeOffset now, CancellationToken ct = default);

    /// <summary>
    /// Does what is due. One failure never stops the rest; a second run beside it is kept out; when it is cancelled it
    /// stops after the step that it is at and says so in the report.
    /// </summary>
    Task<MaintenanceReport> RunAsync(DateTimeOffset now, CancellationToken ct = default);
}
