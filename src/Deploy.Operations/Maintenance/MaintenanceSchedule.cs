using Microsoft.Extensions.Logging;
using NCrontab;

namespace Deploy.Operations.Maintenance;

/// <summary>
/// When each task runs by itself: the one table that the timers of the function app and the loop of a process of one's own go by.
/// NCRONTAB with seconds, read in UTC. Tasks of the minute have seconds of their own, so that they do not all begin at once.
/// </summary>
public static class MaintenanceSchedule
{
    public const string RefreshUrls = "0 17 */6 * * *";
    public const string RecycleReplicas = "0 * * * * *";
    public const string AlignPeers = "15 * * * * *";
    public const string ArchiveDiagnostics = "30 * * * * *";
    public const string StuckDeletions = "0 */5 * * * *";
    public const string ArchiveRetention = "0 41 2 * * *";
    public const string PrunePackages = "0 23 3 * * *";

    /// <summary>Task name to schedule.</summary>
    public static IReadOnlyDictionary<string, string> ByTask { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(RefreshUrls)] = RefreshUrls,
        [nameof(RecycleReplicas)] = RecycleReplicas,
        [nameof(ArchiveDiagnostics)] = ArchiveDiagnostics,
        [nameof(ArchiveRetention)] = ArchiveRetention,
        [nameof(StuckDeletions)] = StuckDeletions,
        [nameof(PrunePackages)] = PrunePackages,
        [nameof(AlignPeers)] = AlignPeers,
    };

    /// <summary>When a task runs next.</summary>
    /// <exception cref="KeyNotFoundException">There is no such task.</exception>
    public static DateTimeOffset Next(string task, DateTimeOffset after)
    {
        var schedule = CrontabSchedule.Parse(ByTask[task], new() { IncludingSeconds = true });
        return new(schedule.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);
    }
}

/// <summary>
/// Runs all tasks by their schedules until it is told to stop: what the function app's timers do, in a process of one's own. Each
/// task has its own loop: none waits for another, and none runs twice at once; what a long run makes it miss is left out.
/// </summary>
/// <param name="context">What the tasks work on and with.</param>
/// <param name="limits">How long a run may take; the defaults where null.</param>
/// <param name="tasks">Names of the tasks; all of them where null.</param>
public sealed partial class MaintenanceLoop(MaintenanceContext context, TickLimits? limits = null, IReadOnlyList<string>? tasks = null)
{
    /// <summary>Ends without an error when it is told to stop, once the runs under way have ended and given their leases back.</summary>
    /// <param name="reports">Told of each run when it has ended.</param>
    /// <param name="ct">Tells it to stop.</param>
    public Task RunAsync(IProgress<MaintenanceReport>? reports = null, CancellationToken ct = default) =>
        Task.WhenAll((tasks ?? MaintenanceTasks.Names).Select(task => TickAsync(task, reports, ct)));

    private async Task TickAsync(string task, IProgress<MaintenanceReport>? reports, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var next = MaintenanceSchedule.Next(task, context.Time.GetUtcNow());
                LogNext(context.Log, task, next);
                // A timer counts by another clock than the wall's and may fire a moment early: the same tick would come twice.
                while (next - context.Time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                    await Task.Delay(wait, context.Time, ct);
                reports?.Report(await MaintenanceTick.RunAsync(task, context, limits, ct));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            LogStopped(context.Log, task);
        }
    }

    [LoggerMessage(EventId = 4121, Level = LogLevel.Debug, Message = "{Task} runs next at {Next}")]
    private static partial void LogNext(ILogger logger, string task, DateTimeOffset next);

    [LoggerMessage(EventId = 4122, Level = LogLevel.Information, Message = "{Task} runs no more")]
    private static partial void LogStopped(ILogger logger, string task);
}
