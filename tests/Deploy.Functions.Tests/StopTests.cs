using Deploy.Functions.Tests.Host;
using Deploy.Testing;
using Status = Deploy.Functions.Tests.Host.StatusResult.Types.Status;

namespace Deploy.Functions.Tests;

/// <summary>Ticks that are broken off in the middle of a sweep: at the first replica of three, for which the store does not answer.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private const string Task = "StuckDeletions";
    private WorkerBed bed = null!;
    private Relay store = null!;

    public async ValueTask InitializeAsync()
    {
        bed = await WorkerBed.StartAsync(TimeSpan.FromHours(1));
        await bed.AddStuckReplicasAsync(3);
        store = bed.HoldStore();
    }

    public ValueTask DisposeAsync() => bed.DisposeAsync();

    [Fact]
    public async Task A_tick_that_the_host_cancels_ends_as_cancelled_and_the_next_one_goes_on()
    {
        var worker = await bed.StartWorkerAsync();
        var invocation = Guid.NewGuid().ToString();
        var tick = worker.InvokeAsync(Task, invocation: invocation);
        await InTheMiddleAsync();

        await worker.CancelAsync(invocation);

        var result = await tick;
        Assert.Equal((Status.Cancelled, "StuckDeletions was told to stop; its next tick goes on from there."), (result.Status, result.Exception.Message));
        await AssertGoesOnAsync(worker);
    }

    [Fact]
    public async Task A_worker_that_the_host_ends_gives_the_lease_back_first_and_the_next_one_goes_on()
    {
        var worker = await bed.StartWorkerAsync();
        _ = worker.InvokeAsync(Task);
        await InTheMiddleAsync();

        await worker.TerminateAsync();

        Assert.Equal(0, await worker.WaitForExitAsync());
        await AssertGoesOnAsync(await bed.StartWorkerAsync());
    }

    [Fact]
    public async Task A_signal_ends_a_worker_as_well()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to end one process with.");
        var worker = await bed.StartWorkerAsync();
        _ = worker.InvokeAsync(Task);
        await InTheMiddleAsync();

        await worker.SignalAsync();

        Assert.Equal(0, await worker.WaitForExitAsync());
        await AssertGoesOnAsync(await bed.StartWorkerAsync());
    }

    [Fact]
    public async Task A_worker_ends_by_itself_also_where_the_cluster_no_longer_answers()
    {
        var before = bed.Keep(new Relay(bed.Live.Cluster.ListenerUri));
        bed.Add("live", before.Address);
        bed.Settings["DEPLOY_STOP_SECONDS"] = "1";
        var worker = await bed.StartWorkerAsync();
        _ = worker.InvokeAsync(Task);
        await InTheMiddleAsync();
        before.BeSilent();

        await worker.TerminateAsync();

        Assert.Equal(0, await worker.WaitForExitAsync());
        Assert.True(worker.HasLogged("Stopped before StuckDeletions had ended"));
        // Nobody could be told; the lease runs out.
        Assert.False(await bed.IsReleasedAsync(Task));
    }

    [Fact]
    public async Task A_worker_that_outlives_its_host_gives_way_to_the_next_hosts()
    {
        var killed = bed.Keep(await FunctionsHost.StartAsync());
        var orphan = await bed.StartWorkerAsync(killed);
        _ = orphan.InvokeAsync(Task);
        await InTheMiddleAsync();
        await killed.DieAsync();

        // The next host's worker is kept out for as long as the old one works ...
        var worker = await bed.StartWorkerAsync();
        var kept = await worker.InvokeAsync(Task);
        Assert.True(kept.Status is Status.Success, kept.Exception?.Message);
        await Eventually.UntilAsync(() => worker.HasLogged("StuckDeletions on live: Skipped") || orphan.HasExited, "the second run is kept out, or the first has ended");

        // ... which is not for long: it ends by itself and gives the lease back.
        Assert.Equal(0, await orphan.WaitForExitAsync());
        await AssertGoesOnAsync(worker);
    }

    [Fact]
    public async Task Of_two_workers_on_one_cluster_one_works_and_the_other_skips()
    {
        var first = await bed.StartWorkerAsync();
        var second = await bed.StartWorkerAsync();
        var tick = first.InvokeAsync(Task);
        await InTheMiddleAsync();

        var skipped = await second.InvokeAsync(Task);
        Assert.True(skipped.Status is Status.Success, skipped.Exception?.Message);
        await second.LoggedAsync("StuckDeletions on live: Skipped");
        Assert.Equal(3, await bed.CountPodsAsync());

        store.Speak();
        Assert.Equal(Status.Success, (await tick).Status);
        Assert.Equal(0, await bed.CountPodsAsync());
    }

    private Task InTheMiddleAsync() => Eventually.UntilAsync(() => store.HoldsSomebody, "the sweep is in its middle", TimeSpan.FromMinutes(2));

    // The lease was given back, not left to run out: the next tick finds it free at once and does what is left.
    private async Task AssertGoesOnAsync(WorkerProcess next)
    {
        Assert.True(await bed.IsReleasedAsync(Task));
        Assert.Equal(3, await bed.CountPodsAsync());
        store.Speak();
        var result = await next.InvokeAsync(Task);
        Assert.True(result.Status is Status.Success, result.Exception?.Message);
        Assert.Equal(0, await bed.CountPodsAsync());
    }
}
