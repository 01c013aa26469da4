using System.Text.Json;
using Deploy.Functions.Hosting;
using Deploy.Operations.Maintenance;
using NCrontab;

namespace Deploy.Functions.Schedules;

/// <summary>When a timer ticks, read from the same function.json that the Functions host reads.</summary>
internal sealed record TimerSchedule(string Name, CrontabSchedule Cron)
{
    /// <summary>Reads all timers of a folder.</summary>
    /// <exception cref="InvalidDataException">A file has no timer, a schedule cannot be read, or a timer has no task.</exception>
    public static IReadOnlyList<TimerSchedule> ReadAll(string folder) =>
        [.. Directory.EnumerateFiles(folder, "function.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Order(StringComparer.Ordinal).Select(Read)];

    public DateTimeOffset Next(DateTimeOffset after) => new(Cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    private static TimerSchedule Read(string path)
    {
        var name = Path.GetFileName(Path.GetDirectoryName(path))!;
        if (!MaintenanceTasks.Names.Contains(name, StringComparer.Ordinal))
            throw new InvalidDataException($"{name}/function.json: there is no task of that name.");
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllText(path), FunctionJson.Default.FunctionFile);
            var timer = file?.Bindings.FirstOrDefault(b => b.Type == "timerTrigger") ?? throw new InvalidDataException($"{name}/function.json: it has no timerTrigger.");
            return new(name, CrontabSchedule.Parse(timer.Schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }));
        }
        catch (Exception e) when (e is JsonException or CrontabException)
        {
            throw new InvalidDataException($"{name}/function.json cannot be read: {e.Message}", e);
        }
    }
}
