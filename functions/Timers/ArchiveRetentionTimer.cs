using Deploy.Operations.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace Deploy.Functions.Timers;

/// <summary>Deletes archived days that are past their time, daily.</summary>
public sealed class ArchiveRetentionTimer(TimerRunner runner)
{
    [Function(nameof(MaintenanceSchedule.ArchiveRetention))]
    public Task RunAsync([TimerTrigger(MaintenanceSchedule.ArchiveRetention)] TimerInfo timer, CancellationToken ct) =>
        runner.RunAsync(nameof(MaintenanceSchedule.ArchiveRetention), timer, ct);
}
