namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>Deletes whole days of the archive that are older than the retention.</summary>
public sealed class ArchiveRetention(MaintenanceContext context) : IMaintenanceTask
{
    /// <summary>Name of the task.</summary>
    public const string TaskName = "ArchiveRetention";

    public string Name => TaskName;

    public string Description => "Deletes archived diagnostics by day when their retention is over.";

    public async Task<MaintenancePlan> PlanAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var days = await context.DemandStore().Archive.ListDaysAsync(ct);
        return new(Name, days.Count, [.. days.Where(d => IsOver(d, now)).Select(Action)]);
    }

    public Task<MaintenanceReport> RunAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var sweep = new MaintenanceSweep(Name, context);
        return sweep.RunAsync(async token =>
        {
            var archive = context.DemandStore().Archive;
            var days = await archive.ListDaysAsync(token);
            sweep.Record.Examine(days.Count);
            foreach (var day in days.Where(d => IsOver(d, now)))
            {
                await sweep.StepAsync(Action(day), async c =>
                    new(StepOutcome.Done, $"{await archive.DeleteDayAsync(day, c)} blobs deleted."), token);
            }
        }, ct);
    }

    private bool IsOver(DateOnly day, DateTimeOffset now) =>
        day < DateOnly.FromDateTime(now.UtcDateTime).AddDays(-Math.Clamp(context.Options.Archive.RetentionDays, 1, 3650));

    private MaintenanceAction Action(DateOnly day) =>
        new($"Archive of {day:yyyy-MM-dd}", "delete", $"older than {context.Options.Archive.RetentionDays} days");
}
