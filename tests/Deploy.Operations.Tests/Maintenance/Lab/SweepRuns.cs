using Deploy.Operations.Maintenance;

namespace Deploy.Operations.Tests.Maintenance.Lab;

/// <summary>Runs a task again and again as its timer would.</summary>
internal static class SweepRuns
{
    /// <summary>Runs until the condition holds, moving the given moment on with each run.</summary>
    public static Task UntilAsync(this IMaintenanceTask task, DateTimeOffset start, TimeSpan step, Func<Task<bool>> condition, CancellationToken ct)
    {
        var now = start - step;
        return task.UntilAsync(() => now += step, _ => condition(), ct);
    }

    /// <summary>Runs at the moments given until the condition, told of the last report, holds.</summary>
    public static async Task UntilAsync(
        this IMaintenanceTask task, Func<DateTimeOffset> now, Func<MaintenanceReport?, Task<bool>> condition, CancellationToken ct)
    {
        var reports = new List<MaintenanceReport>();
        while (reports.Count < 400)
        {
            if (await condition(reports.LastOrDefault()))
                return;
            reports.Add(await task.RunAsync(now(), ct));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
        }
        Assert.Fail($"It did not come about: {string.Join(Environment.NewLine, reports.TakeLast(3).SelectMany(r => r.Steps.Select(s => s.ToString()).Prepend(r.ToString() + r.Message)))}");
    }
}
