using Deploy.Operations.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace Deploy.Functions.Timers;

/// <summary>Finds and repairs deletions that do not end, every five minutes.</summary>
public sealed class StuckDeletionsTimer(TimerRunner runner)
{
    [Function(nameof(MaintenanceSchedule.StuckDeletions))]
    public Task RunAsync([TimerTrigger(MaintenanceSchedule.StuckDeletions)] TimerInfo timer, CancellationToken ct) =>
        runner.RunAsync(nameof(MaintenanceSchedule.StuckDeletions), timer, ct);
}
