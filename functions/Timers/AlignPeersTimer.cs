using Deploy.Operations.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace Deploy.Functions.Timers;

/// <summary>Gives peer modules one replica for every ready base, every minute.</summary>
public sealed class AlignPeersTimer(TimerRunner runner)
{
    [Function(nameof(MaintenanceSchedule.AlignPeers))]
    public Task RunAsync([TimerTrigger(MaintenanceSchedule.AlignPeers)] TimerInfo timer, CancellationToken ct) =>
        runner.RunAsync(nameof(MaintenanceSchedule.AlignPeers), timer, ct);
}
