using Deploy.Operations.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace Deploy.Functions.Timers;

/// <summary>Archives deleted replicas before they vanish, every minute.</summary>
public sealed class ArchiveDiagnosticsTimer(TimerRunner runner)
{
    [Function(nameof(MaintenanceSchedule.ArchiveDiagnostics))]
    public Task RunAsync([TimerTrigger(MaintenanceSchedule.ArchiveDiagnostics)] TimerInfo timer, CancellationToken ct) =>
        runner.RunAsync(nameof(MaintenanceSchedule.ArchiveDiagnostics), timer, ct);
}
