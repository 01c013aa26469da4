using Deploy.Operations.Maintenance.Refresh;

namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>
/// Finds deletions that do not end, says who holds them, alerts, and repairs what the policy allows. Resumes Deployments that a renewal
/// of their URLs left paused when it was broken off.
/// </summary>
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
        return new(Name, search.Examined, [.. found.Select(f => Action(f.Stuck, f.Why)), .. search.LeftPaused.Select(left => Action(left))]);
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
            var paused = new PausedRefresh(context.Cluster, context.Time, context.Options.Refresh.Patience);
            foreach (var left in search.LeftPaused)
            {
                await sweep.StepAsync(Action(left), async c => await paused.ResumeAsync(left.Namespace, left.Name, c) is { } why
                    ? StepResult.Postponed(why) : new(StepOutcome.Done, "It is as it was; what is left of its URLs is renewed by the next renewal."), token);
            }
        }, ct);
    }

    private static MaintenanceAction Action(StuckObject stuck, StuckExplanation why) =>
        new(stuck.Target, "repair its deletion", $"deleted {stuck.GraceEnded:u}: {why.Why}");

    private static MaintenanceAction Action((string Namespace, string Name, DateTimeOffset Since) left) =>
        new($"Deployment {left.Namespace}/{left.Name}", "resume it", $"a renewal of its URLs paused it {left.Since:u} and was broken off");
}
