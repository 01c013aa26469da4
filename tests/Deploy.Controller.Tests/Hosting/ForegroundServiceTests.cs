using System.Text.Json;
using Deploy.Controller.Hosting;
using Deploy.Testing;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Tests.Hosting;

/// <summary>Work in the foreground: its log as lines, its end, and ends that do not come.</summary>
public sealed partial class ForegroundServiceTests
{
    private readonly VirtualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_lines_come_as_they_are_written_and_the_last_ones_after_it_was_told_to_stop()
    {
        using var stop = new CancellationTokenSource();
        var log = new JsonLineLog(LogLevel.Information, _time);
        var seen = new List<string>();
        await foreach (var line in ForegroundService.RunAsync(log, async stopping =>
        {
            LogText(log, "begun");
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            LogUnwanted(log);
            LogText(log, "ended");
        }, _time, stop.Token))
        {
            seen.Add(Message(line));
            if (seen.Count == 1)
                await stop.CancelAsync();
        }
        Assert.Equal(["begun", "ended"], seen);
    }

    [Fact]
    public async Task Its_failure_is_the_last_line_and_is_thrown()
    {
        var log = new JsonLineLog(LogLevel.Information, _time);
        var seen = new List<string>();
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(ForegroundService.RunAsync(log, _ => throw new InvalidOperationException("no more", new IOException("the disk is full")), _time, Token), seen));
        Assert.Equal("no more", thrown.Message);
        var last = JsonDocument.Parse(seen[^1]).RootElement;
        Assert.Equal("Critical", last.GetProperty("level").GetString());
        Assert.Equal("InvalidOperationException: no more <- IOException: the disk is full", last.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Work_that_does_not_stop_is_left_behind_when_its_time_is_over()
    {
        using var stop = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = ReadAsync(ForegroundService.RunAsync(new JsonLineLog(LogLevel.Information, _time), _ =>
        {
            begun.SetResult();
            return never.Task;
        }, _time, stop.Token), []);
        await begun.Task.WaitAsync(Token);
        await stop.CancelAsync();
        await Eventually.UntilAsync(() => _time.PendingTimers > 0, "the limit runs");
        _time.Advance(ForegroundService.StopLimit - TimeSpan.FromSeconds(1));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Whoever_stops_reading_stops_the_work()
    {
        var ended = new TaskCompletionSource();
        var log = new JsonLineLog(LogLevel.Information, _time);
        await foreach (var _ in ForegroundService.RunAsync(log, async stopping =>
        {
            LogText(log, "begun");
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended.SetResult();
        }, _time, Token))
        {
            break;
        }
        Assert.True(ended.Task.IsCompleted);
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_told_what_it_missed()
    {
        var log = new JsonLineLog(LogLevel.Information, _time);
        for (var i = 0; i < 1200; i++)
            LogEntry(log, i);
        log.Complete();
        var seen = new List<string>();
        await ReadAsync(log.ReadAllAsync(), seen);
        Assert.Equal(1001, seen.Count);
        Assert.StartsWith("200 lines before this one are left out", Message(seen[0]), StringComparison.Ordinal);
        Assert.Equal(("entry 200", 200), (Message(seen[1]), JsonDocument.Parse(seen[1]).RootElement.GetProperty("Number").GetInt32()));
    }

    [Fact]
    public async Task A_line_is_one_line_of_json_without_secrets()
    {
        var log = new JsonLineLog(LogLevel.Trace, _time);
        LogTrouble(log, new IOException("GET http://base/x.jar?sig=planted0123456789 failed"), "http://base/x.jar?sig=planted0123456789", "biz1");
        log.Complete();
        var seen = new List<string>();
        await ReadAsync(log.ReadAllAsync(), seen);
        var line = Assert.Single(seen);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("planted", line, StringComparison.Ordinal);
        var fields = JsonDocument.Parse(line).RootElement;
        Assert.Equal("It's http://base/x.jar?sig=***\nand \"biz1\"", fields.GetProperty("message").GetString());
        Assert.Equal(("2026-01-01T00:00:00.0000000Z", "Warning", "biz1"), (fields.GetProperty("time").GetString(), fields.GetProperty("level").GetString(), fields.GetProperty("Name").GetString()));
        Assert.Contains("It's", line, StringComparison.Ordinal);
    }

    private static string Message(string line) => JsonDocument.Parse(line).RootElement.GetProperty("message").GetString()!;

    private static async Task ReadAsync(IAsyncEnumerable<string> lines, List<string> seen)
    {
        await foreach (var line in lines)
            seen.Add(line);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    private static partial void LogText(ILogger logger, string text);

    [LoggerMessage(Level = LogLevel.Debug, Message = "not wanted")]
    private static partial void LogUnwanted(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "entry {Number}")]
    private static partial void LogEntry(ILogger logger, int number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "It's {Url}\nand \"{Name}\"")]
    private static partial void LogTrouble(ILogger logger, Exception failure, string url, string name);
}
