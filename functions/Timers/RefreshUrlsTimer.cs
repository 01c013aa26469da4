using Deploy.Operations.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace Deploy.Functions.Timers;

/// <summary>Renews package URLs before they expire, every six hours.</summary>
public sealed class RefreshUrlsTimer(TimerRunner runner)
{
    [Function(nameof(MaintenanceSchedule.RefreshUrls))]
    public Task RunAsync([TimerTrigger(MaintenanceSchedule.RefreshUrls)] TimerInfo timer, CancellationToken ct) =>
        runner.RunAsync(nameof(MaintenanceSchedule.RefreshUrls), timer, ct);
}
