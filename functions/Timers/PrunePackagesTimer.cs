using Deploy.Operations.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace Deploy.Functions.Timers;

/// <summary>Deletes packages that nothing needs, daily.</summary>
public sealed class PrunePackagesTimer(TimerRunner runner)
{
    [Function(nameof(MaintenanceSchedule.PrunePackages))]
    public Task RunAsync([TimerTrigger(MaintenanceSchedule.PrunePackages)] TimerInfo timer, CancellationToken ct) =>
        runner.RunAsync(nameof(MaintenanceSchedule.PrunePackages), timer, ct);
}
