using System.Collections.Concurrent;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance;

public sealed class MaintenanceLoopTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 2, 20, 1, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_task_has_its_schedule_and_every_schedule_its_task() =>
        Assert.Equal(MaintenanceTasks.Names.Order(StringComparer.Ordinal), MaintenanceSchedule.ByTask.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("RecycleReplicas", "2026-11-21T12:01:00Z")]
    [InlineData("AlignPeers", "2026-11-21T12:00:15Z")]
    [InlineData("ArchiveDiagnostics", "2026-11-21T12:00:30Z")]
    [InlineData("StuckDeletions", "2026-11-21T12:05:00Z")]
    [InlineData("RefreshUrls", "2026-11-21T12:17:00Z")]
    [InlineData("ArchiveRetention", "2026-11-22T02:41:00Z")]
    [InlineData("PrunePackages", "2026-11-22T03:23:00Z")]
    public void A_schedule_is_read_with_its_seconds_and_in_UTC(string task, string next)
    {
        // One second after noon in UTC, told by a clock of another zone.
        var noon = new DateTimeOffset(2026, 11, 21, 20, 0, 1, TimeSpan.FromHours(8));
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), MaintenanceSchedule.Next(task, noon));
    }

    [Fact]
    public async Task Each_task_runs_at_its_own_time_and_once()
    {
        var time = new VirtualTime(Start);
        await using var lab = await MaintenanceLab.StartAsync(loops: false, time: time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var told = new Told();
        var loop = new MaintenanceLoop(lab.Context()).RunAsync(told, stop.Token);
        await Eventually.UntilAsync(() => time.PendingTimers >= MaintenanceTasks.Names.Count, "all tasks wait");

        // One moment after another, up to the daily task's: all that run then have ended before the clock moves on.
        for (var due = Due(Start); due < Start.AddMinutes(20); due = Due(due))
        {
            var expected = told.Reports.Count + MaintenanceTasks.Names.Count(task => MaintenanceSchedule.Next(task, due.AddTicks(-1)) == due);
            time.Advance(due - time.GetUtcNow());
            await Eventually.UntilAsync(() => told.Reports.Count == expected && time.PendingTimers == MaintenanceTasks.Names.Count, $"the runs of {due:T} have ended");
        }
        await stop.CancelAsync();
        await loop;

        Assert.All(told.Reports, report => Assert.Equal(MaintenanceOutcome.Completed, report.Outcome));
        Assert.Equal(new Dictionary<string, int>
        {
            ["AlignPeers"] = 20, ["ArchiveDiagnostics"] = 20, ["RecycleReplicas"] = 20, ["StuckDeletions"] = 4,
        }, told.Reports.CountBy(report => report.Task).ToDictionary());
        Assert.All(told.Reports, report => Assert.Equal(MaintenanceSchedule.Next(report.Task, report.StartedOn.AddTicks(-1)), report.StartedOn));
    }

    [Fact]
    public async Task Told_to_stop_in_the_middle_of_a_run_it_gives_the_lease_back_and_ends()
    {
        // A second before it is due: a clock that leaps over minutes would take leases for lost that were taken on the way.
        var time = new VirtualTime(MaintenanceSchedule.Next("StuckDeletions", Start).AddSeconds(-1));
        await using var lab = await MaintenanceLab.StartAsync(loops: false, time: time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var gate = new Gate();
        await lab.CreateAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: a, finalizers: [example.com/mine], labels: {module-controller.koupleless.io/component: module} }
            spec: {containers: [{name: a, image: registry.local/ok:1}]}
            """);
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, "a", null, Token);
        var told = new Told();
        var options = new MaintenanceOptions { Stuck = new() { Webhook = new("https://alerts.example/"), After = TimeSpan.FromSeconds(-60) } };
        var loop = new MaintenanceLoop(lab.Context(options, alerts: gate)).RunAsync(told, stop.Token);
        await Eventually.UntilAsync(() => time.PendingTimers >= MaintenanceTasks.Names.Count, "all tasks wait");
        time.Advance(TimeSpan.FromSeconds(1));
        await gate.Reached.WaitAsync(Token);

        await stop.CancelAsync();
        await loop;

        Assert.Equal(MaintenanceOutcome.Interrupted, Assert.Single(told.Reports, report => report.Task == "StuckDeletions").Outcome);
        Assert.All((await lab.Client.ListAllAsync(Resources.Leases, "default", null, Token)).Items, lease => Assert.True(string.IsNullOrEmpty(lease.Spec.HolderIdentity)));
    }

    private static DateTimeOffset Due(DateTimeOffset after) => MaintenanceTasks.Names.Min(task => MaintenanceSchedule.Next(task, after));

    private sealed class Told : IProgress<MaintenanceReport>
    {
        public ConcurrentQueue<MaintenanceReport> Reports { get; } = new();

        public void Report(MaintenanceReport value) => Reports.Enqueue(value);
    }

    /// <summary>An alert receiver that never answers, and so holds a sweep up in its middle.</summary>
    private sealed class Gate : HttpMessageHandler
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => reached.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("It never gets here.");
        }
    }
}
