namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>Finds deletions that do not end, says who holds them, alerts, and repairs what the policy allows.</summary>
public sealed class StuckDeletions(MaintenanceContext context) : IMaintenanceTask
{
    /// <summary>Name of the task.</summary>
    public const string TaskName = "StuckDeletions";

    public string Name => TaskName;

    public string Description => "Finds, explains, alerts and repairs deletions that do not end.";

    public async Task<MaintenancePlan> PlanAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var search = new StuckSearch(context, now);
        var found = await search.FindAsync(ct);
        return new(Name, search.Examined, [.. found.Select(f => Action(f.Stuck, f.Why))]);
    }

    public Task<MaintenanceReport> RunAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var sweep = new MaintenanceSweep(Name, context);
        return sweep.RunAsync(async token =>
        {
            var search = new StuckSearch(context, now);
            var found = await search.FindAsync(token);
            sweep.Record.Examine(search.Examined);
            var (repairs, alerts) = (new StuckRepairs(context, sweep.Record, now), new StuckAlerts(context, now));
            foreach (var (stuck, why) in found)
            {
                var action = Action(stuck, why);
                // An alert that cannot be sent must not keep the repair from being done.
                await sweep.TryAsync(action with { Action = "alert" }, c => alerts.TellAsync(stuck, why, c), token);
                await sweep.StepAsync(action, async c => await repairs.RepairAsync(stuck, why, c) is { } repaired
                    ? new(StepOutcome.Done, repaired)
                    : StepResult.Postponed($"{why.Why} {why.Suggestion}"), token);
            }
        }, ct);
    }

    private static MaintenanceAction Action(StuckObject stuck, StuckExplanation why) =>
        new(stuck.Target, "repair its deletion", $"deleted {stuck.GraceEnded:u}: {why.Why}");
}
