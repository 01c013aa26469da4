using System.Diagnostics;
using Deploy.Functions.Settings;
using Deploy.Functions.Telemetry;
using Deploy.Operations.Maintenance;

namespace Deploy.Functions.Invocations;

/// <summary>Runs one task on every cluster, side by side; what happens to one cluster does not concern the others.</summary>
internal sealed partial class TimerRunner(ClusterTargets targets, TimeProvider time, ILogger<TimerRunner> log)
{
    public async Task<IReadOnlyList<MaintenanceReport>> RunAsync(string name, string invocation, CancellationToken ct)
    {
        using var activity = TimerTelemetry.Activities.StartActivity(name, ActivityKind.Consumer);
        activity?.SetTag("faas.invocation_id", invocation);
        LogBegin(log, name, targets.All.Count, invocation);
        return await Task.WhenAll(targets.All.Select(t => RunAsync(name, t, ct)));
    }

    private async Task<MaintenanceReport> RunAsync(string name, ClusterTarget target, CancellationToken ct)
    {
        using var activity = TimerTelemetry.Activities.StartActivity($"{name} {target.Name}");
        var task = MaintenanceTasks.Create(name, target.Context);
        var report = await task.RunAsync(time.GetUtcNow(), ct);
        TimerTelemetry.Count(report);
        activity?.SetTag("deploy.outcome", report.Outcome.ToString());
        if (report.Outcome is MaintenanceOutcome.Failed)
            activity?.SetStatus(ActivityStatusCode.Error, report.Message);
        return report;
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "{Timer} begins on {Clusters} clusters, invocation {Invocation}")]
    private static partial void LogBegin(ILogger logger, string timer, int clusters, string invocation);
}
