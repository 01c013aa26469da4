using Deploy.Operations.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace Deploy.Functions.Timers;

/// <summary>Replaces replicas past their maximum age, every minute.</summary>
public sealed class RecycleReplicasTimer(TimerRunner runner)
{
    [Function(nameof(MaintenanceSchedule.RecycleReplicas))]
    public Task RunAsync([TimerTrigger(MaintenanceSchedule.RecycleReplicas)] TimerInfo timer, CancellationToken ct) =>
        runner.RunAsync(nameof(MaintenanceSchedule.RecycleReplicas), timer, ct);
}
