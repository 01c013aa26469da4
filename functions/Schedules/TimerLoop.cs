using Deploy.Functions.Invocations;

namespace Deploy.Functions.Schedules;

/// <summary>Ticks by itself, without the Functions host: each timer by its own schedule, never two ticks of one at once.</summary>
internal sealed partial class TimerLoop(
    IReadOnlyList<TimerSchedule> schedules, TimerRunner runner, TimeProvider time, ILogger<TimerLoop> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(schedules.Select(s => TickAsync(s, stoppingToken)));

    private async Task TickAsync(TimerSchedule schedule, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var next = schedule.Next(time.GetUtcNow());
                LogNext(log, schedule.Name, next);
                await Task.Delay(next - time.GetUtcNow(), time, ct);
                await runner.RunAsync(schedule.Name, "self-host", ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            LogStopped(log, schedule.Name);
        }
    }

    [LoggerMessage(EventId = 5011, Level = LogLevel.Debug, Message = "{Timer} ticks next at {Next}")]
    private static partial void LogNext(ILogger logger, string timer, DateTimeOffset next);

    [LoggerMessage(EventId = 5012, Level = LogLevel.Information, Message = "{Timer} stopped")]
    private static partial void LogStopped(ILogger logger, string timer);
}
