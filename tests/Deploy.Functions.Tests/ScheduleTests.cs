using Deploy.Functions.Schedules;
using Deploy.Operations.Maintenance;

namespace Deploy.Functions.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void Every_task_has_its_timer_and_every_timer_its_task()
    {
        var schedules = TimerSchedule.ReadAll(AppContext.BaseDirectory);
        Assert.Equal(MaintenanceTasks.Names.Order(StringComparer.Ordinal), schedules.Select(s => s.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schedules_are_read_with_their_seconds()
    {
        var noon = new DateTimeOffset(2026, 11, 21, 12, 0, 1, TimeSpan.Zero);
        var by = TimerSchedule.ReadAll(AppContext.BaseDirectory).ToDictionary(s => s.Name, s => s.Next(noon) - noon, StringComparer.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(59), by["RecycleReplicas"]);
        Assert.Equal(TimeSpan.FromSeconds(29), by["ArchiveDiagnostics"]);
        Assert.Equal(new TimeSpan(14, 40, 59), by["ArchiveRetention"]);
    }

    [Theory]
    [InlineData("RefreshUrls", """{"bindings":[{"type":"httpTrigger"}]}""")]
    [InlineData("RefreshUrls", """{"bindings":[{"type":"timerTrigger","schedule":"every now and then"}]}""")]
    [InlineData("RefreshUrls", "{")]
    [InlineData("Unheard", """{"bindings":[{"type":"timerTrigger","schedule":"0 * * * * *"}]}""")]
    public void A_timer_that_could_never_tick_stops_the_start(string name, string json)
    {
        var folder = Directory.CreateTempSubdirectory("timers-");
        try
        {
            folder.CreateSubdirectory(name);
            File.WriteAllText(Path.Combine(folder.FullName, name, "function.json"), json);
            var e = Assert.Throws<InvalidDataException>(() => TimerSchedule.ReadAll(folder.FullName));
            Assert.Contains(name, e.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
