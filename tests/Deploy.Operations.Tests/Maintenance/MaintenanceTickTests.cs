using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Storage;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance;

/// <summary>Runs within their limits, on a clock that moves from one timer to the next: minutes take no time.</summary>
public sealed class MaintenanceTickTests : IAsyncLifetime
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly VirtualTime time = new();
    private readonly Gate gate = new();
    private MaintenanceLab lab = null!;
    private Mutable server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        lab = await MaintenanceLab.StartAsync(loops: false, time: time);
        server = new(lab.Cluster.CreateHandler());
    }

    public async ValueTask DisposeAsync()
    {
        server.Dispose();
        await lab.DisposeAsync();
    }

    [Fact]
    public void A_silent_cluster_is_given_up_before_the_tasks_of_the_minute_are_due_again()
    {
        Assert.Equal(TimeSpan.FromSeconds(20), TickLimits.Default.Silence);
        Assert.Equal(TimeSpan.FromSeconds(2), new TickLimits(TimeSpan.FromSeconds(8)).Silence);
    }

    [Fact]
    public async Task A_cluster_that_says_nothing_has_failed_after_its_silence()
    {
        server.IsSilent = true;
        var run = Run("RecycleReplicas");
        await MoveUntilAsync(run);

        AssertFailed(await run, "KubeAPIServer.Timeout: It answered nothing for 20 s.", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_cluster_that_falls_silent_in_the_middle_is_left_though_the_lease_cannot_be_given_back()
    {
        var run = await RunIntoTheMiddleAsync();
        server.IsSilent = true;
        await MoveUntilAsync(run);

        // The next question is asked after ten seconds at most, goes unanswered for twenty, and five more are for the end.
        AssertFailed(await run, "KubeAPIServer.Timeout: It answered nothing for 20 s.", TimeSpan.FromSeconds(35));
        server.IsSilent = false;
    }

    [Fact]
    public async Task A_run_that_does_not_end_is_told_to_stop_after_its_time_and_gives_its_lease_back()
    {
        var run = await RunIntoTheMiddleAsync();
        await MoveUntilAsync(run);

        AssertFailed(await run, "Deploy.TimedOut: It did not end within 00:08:00. The next run goes on from there.", TimeSpan.FromMinutes(8));
        Assert.True(string.IsNullOrEmpty(Assert.Single((await lab.Client.ListAllAsync(Resources.Leases, "default", null, Token)).Items).Spec.HolderIdentity));
    }

    [Fact]
    public async Task A_run_that_is_told_to_stop_is_no_failure()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = await RunIntoTheMiddleAsync(stop.Token);
        await stop.CancelAsync();

        var report = await run;
        Assert.Equal((MaintenanceOutcome.Interrupted, "It was told to stop."), (report.Outcome, report.Message));
        Assert.Null(MaintenanceTick.Failure(report));
    }

    [Fact]
    public async Task A_run_that_is_told_to_stop_while_nothing_answers_is_left_as_well()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = await RunIntoTheMiddleAsync(stop.Token);
        server.IsSilent = true;
        await stop.CancelAsync();
        await MoveUntilAsync(run);

        var report = await run;
        // Giving the lease back is tried for three seconds; after that it runs out by itself.
        Assert.Equal((MaintenanceOutcome.Interrupted, "It was told to stop."), (report.Outcome, report.Message));
        Assert.InRange(report.EndedOn - report.StartedOn, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        server.IsSilent = false;
    }

    [Fact]
    public async Task A_run_that_does_not_heed_the_word_to_stop_is_left()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        gate.IsDeaf = true;
        var run = await RunIntoTheMiddleAsync(stop.Token);
        await stop.CancelAsync();
        await MoveUntilAsync(run);

        var report = await run;
        Assert.Equal(MaintenanceOutcome.Interrupted, report.Outcome);
        Assert.StartsWith("Deploy.Cancelled: It was told to stop and did not in time", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_task_foresees_is_a_report_as_well()
    {
        var report = await Run("NoSuchTask");
        Assert.Equal(("NoSuchTask", MaintenanceOutcome.Failed), (report.Task, report.Outcome));
        Assert.StartsWith("Deploy.InvalidParameter: ", MaintenanceTick.Failure(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MaintenanceOutcome.Failed, 0, 0, "no https://store.example/a?sig=*** in it")]
    [InlineData(MaintenanceOutcome.CompletedWithFailures, 0, 2, "2 steps failed and none succeeded, the first on Pod a: KubeAPIServer.Forbidden: not with sig=***")]
    [InlineData(MaintenanceOutcome.CompletedWithFailures, 1, 2, null)]
    [InlineData(MaintenanceOutcome.Completed, 0, 0, null)]
    [InlineData(MaintenanceOutcome.Skipped, 0, 0, null)]
    public void A_run_has_failed_when_it_looked_after_nothing(MaintenanceOutcome outcome, int done, int failed, string? expected)
    {
        var step = new MaintenanceStep { Target = "Pod a", Action = "recycle", Outcome = StepOutcome.Failed, Code = "KubeAPIServer.Forbidden", Message = "not with sig=PLANTED" };
        var report = new MaintenanceReport
        {
            Task = "RecycleReplicas", Cluster = "one", Outcome = outcome, StartedOn = default, EndedOn = default,
            Done = done, Failed = failed, Steps = [.. Enumerable.Repeat(step, failed)], Message = "no https://store.example/a?sig=PLANTED in it",
        };
        Assert.Equal(expected, MaintenanceTick.Failure(report));
    }

    private Task<MaintenanceReport> Run(string task, CancellationToken ct = default)
    {
        var client = new KubernetesClient(lab.Cluster.Connection with { Handler = server }, new() { TimeProvider = time, MaxRetries = 0 });
        var store = BlobStore.Open(new() { ConnectionString = lab.Cluster.Blobs.ConnectionString, Handler = gate }, time);
        return MaintenanceTick.RunAsync(task, new(client, store, null, time), null, ct);
    }

    /// <summary>A run that waits for its store, which does not answer.</summary>
    private async Task<Task<MaintenanceReport>> RunIntoTheMiddleAsync(CancellationToken ct = default)
    {
        var run = Run("ArchiveRetention", ct);
        await gate.Reached.WaitAsync(Token);
        return run;
    }

    // From timer to timer, each time when all that the last one set off has come to rest: otherwise the clock would run ahead of what only
    // needs the processor. What is silent answers nothing, so there it is the timers that tell: they have not changed for a while.
    private async Task MoveUntilAsync(Task run)
    {
        while (!run.IsCompleted)
        {
            await Eventually.UntilAsync(() => run.IsCompleted || server.IsQuiet, "all is answered");
            var before = (time.PendingTimers, time.NextDue);
            await Task.WhenAny(run, Task.Delay(Rest, TimeProvider.System, Token));
            // A cancellation goes through many hands, each of which waits for its turn on a busy machine: so does this, behind them.
            for (var turn = 0; turn < 50 && !run.IsCompleted; turn++)
                await Task.Run(() => { }, Token);
            if (!run.IsCompleted && server.IsQuiet && before == (time.PendingTimers, time.NextDue) && before.NextDue is { } next)
                time.Advance(next - time.GetUtcNow());
        }
    }

    private void AssertFailed(MaintenanceReport report, string message, TimeSpan within)
    {
        Assert.Equal(MaintenanceOutcome.Failed, report.Outcome);
        Assert.StartsWith(message, MaintenanceTick.Failure(report), StringComparison.Ordinal);
        Assert.InRange(report.EndedOn - report.StartedOn, TimeSpan.Zero, within);
    }

    /// <summary>The server, which can be made to take requests and say nothing.</summary>
    private sealed class Mutable(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int open;

        public volatile bool IsSilent;

        public bool IsQuiet => IsSilent || Volatile.Read(ref open) == 0;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsSilent)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            Interlocked.Increment(ref open);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }
    }

    /// <summary>A store that never answers.</summary>
    private sealed class Gate : HttpMessageHandler
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => reached.Task;

        /// <summary>Whether it goes on waiting when it is told to stop.</summary>
        public bool IsDeaf { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, IsDeaf ? CancellationToken.None : cancellationToken);
            throw new InvalidOperationException("It never gets here.");
        }
    }
}
