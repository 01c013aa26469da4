using Deploy.Testing;
using Status = Deploy.Functions.Tests.Host.StatusResult.Types.Status;

namespace Deploy.Functions.Tests;

/// <summary>Ticks on clusters of which one says nothing. The host gives a function 50 s here: a tick has 40, a silent cluster 10.</summary>
public sealed class SilentClusterTests
{
    [Fact]
    public async Task A_dead_cluster_is_given_up_by_itself_while_the_live_one_is_looked_after()
    {
        await using var bed = await WorkerBed.StartAsync();
        bed.Add("dead", bed.Keep(new Relay(null)).Address);
        bed.Settings["AzureFunctionsJobHost__functionTimeout"] = "00:00:50";
        var worker = await bed.StartWorkerAsync();

        // Two ticks of the same function: the second does for the live cluster what the first did.
        for (var tick = 1; tick <= 2; tick++)
        {
            var running = worker.InvokeAsync("RecycleReplicas");
            await Eventually.UntilAsync(() => worker.Logs.Count(log => log.Message.StartsWith("RecycleReplicas on live: Completed", StringComparison.Ordinal)) == tick, "the live cluster was looked after");
            Assert.False(running.IsCompleted);
            var result = await running;
            Assert.Equal(Status.Failure, result.Status);
            Assert.StartsWith("RecycleReplicas failed on 1 of 2 clusters. dead: KubeAPIServer.Timeout: It answered nothing for 10 s.", result.Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cluster_that_falls_silent_in_the_middle_of_a_sweep_is_given_up_as_well()
    {
        await using var bed = await WorkerBed.StartAsync(TimeSpan.FromHours(1));
        await bed.AddStuckReplicasAsync(1);
        var store = bed.HoldStore();
        var before = bed.Keep(new Relay(bed.Live.Cluster.ListenerUri));
        bed.Add("live", before.Address);
        bed.Settings["AzureFunctionsJobHost__functionTimeout"] = "00:00:50";
        var worker = await bed.StartWorkerAsync();
        var running = worker.InvokeAsync("StuckDeletions");
        await Eventually.UntilAsync(() => store.HoldsSomebody, "the sweep is in its middle", TimeSpan.FromMinutes(2));

        before.BeSilent();

        var result = await running;
        Assert.Equal(Status.Failure, result.Status);
        Assert.Contains("live: KubeAPIServer.Timeout: It answered nothing for 10 s.", result.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, await bed.CountPodsAsync());
    }

    [Fact]
    public async Task A_tick_that_takes_too_long_ends_by_itself_before_the_host_ends_the_worker()
    {
        await using var bed = await WorkerBed.StartAsync();
        // The store says nothing; the cluster is well.
        bed.HoldStore();
        bed.Settings["AzureFunctionsJobHost__functionTimeout"] = "00:00:30";
        var worker = await bed.StartWorkerAsync();

        var result = await worker.InvokeAsync("ArchiveRetention");

        Assert.Equal((Status.Failure, "ArchiveRetention failed on 1 of 1 clusters. live: Deploy.TimedOut: It did not end within 00:00:24. The next run goes on from there."), (result.Status, result.Exception.Message));
        Assert.True(await bed.IsReleasedAsync("ArchiveRetention"));
        Assert.Equal(Status.Success, (await worker.InvokeAsync("AlignPeers")).Status);
    }
}
