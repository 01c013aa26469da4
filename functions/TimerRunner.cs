using System.Collections.Concurrent;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Deploy.Functions;

/// <summary>
/// Runs a task on every cluster, side by side, when its timer ticks. What happens to one cluster does not concern the others; a run
/// that failed is thrown when all have ended, so that the host and its monitoring see it.
/// </summary>
public sealed partial class TimerRunner(Clusters clusters, MaintenanceSettings settings, TickLimits limits, IHostApplicationLifetime lifetime, ILogger<TimerRunner> log) : IHostedService
{
    private readonly ConcurrentDictionary<Task, string> running = new();

    public async Task RunAsync(string task, TimerInfo? timer, CancellationToken ct)
    {
        LogBegin(log, task, clusters.All.Count, timer?.IsPastDue == true ? ", late" : "");
        var tick = TickAsync(task, ct);
        running[tick] = task;
        try
        {
            await tick;
        }
        finally
        {
            running.TryRemove(tick, out _);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in settings.Unknown)
            LogUnknown(log, name);
        return Task.CompletedTask;
    }

    /// <summary>Every run was told to stop the moment the worker was; here they get the time to.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // How each tick ended is for the host, which waits for it.
        await Task.WhenAll(running.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var left in running.Where(each => !each.Key.IsCompleted))
            LogLeft(log, left.Value);
    }

    private async Task TickAsync(string task, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        var reports = await Task.WhenAll(MaintenanceTasks.PlacesOf(task, clusters.All).Select(place => RunAsync(task, place, stop.Token)));
        var failures = reports.Where(report => MaintenanceTick.Failure(report) is not null).Select(report => $"{report.Cluster}: {MaintenanceTick.Failure(report)}").ToList();
        if (failures.Count > 0)
            throw new DeployException(DeployCodes.MaintenanceFailed, $"{task} failed on {failures.Count} of {reports.Length} clusters. {string.Join(" ", failures)}");
        // For the worker it is the exception underneath that tells a tick that was cancelled from one that failed.
        if (reports.Any(report => report.Outcome is MaintenanceOutcome.Interrupted) && stop.IsCancellationRequested)
            throw new OperationCanceledException($"{task} was told to stop; its next tick goes on from there.", new OperationCanceledException(stop.Token));
    }

    private async Task<MaintenanceReport> RunAsync(string task, MaintenanceContext cluster, CancellationToken ct)
    {
        var report = await MaintenanceTick.RunAsync(task, cluster, limits, ct);
        foreach (var warning in report.Warnings)
            LogWarning(log, task, report.Cluster, Redaction.Text(warning));
        if (report.Message is { } why)
            LogWhy(log, report.Outcome is MaintenanceOutcome.Skipped ? LogLevel.Information : LogLevel.Warning, task, report.Cluster, report.Outcome, Redaction.Text(why));
        return report;
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "{Task} begins on {Clusters} clusters{Late}")]
    private static partial void LogBegin(ILogger logger, string task, int clusters, string late);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "{Task} on {Cluster}: {Text}")]
    private static partial void LogWarning(ILogger logger, string task, string cluster, string text);

    [LoggerMessage(EventId = 5003, Message = "{Task} on {Cluster}: {Outcome}: {Why}")]
    private static partial void LogWhy(ILogger logger, LogLevel level, string task, string cluster, MaintenanceOutcome outcome, string why);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Warning, Message = "{Name} is no setting of ours and does nothing; see docs/maintenance.md")]
    private static partial void LogUnknown(ILogger logger, string name);

    [LoggerMessage(EventId = 5005, Level = LogLevel.Warning, Message = "Stopped before {Task} had ended; its lease runs out by itself")]
    private static partial void LogLeft(ILogger logger, string task);
}
