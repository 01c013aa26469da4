using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class BatchedReleaseTests(ReleaseCluster cluster)
{
    private static readonly ReleaseOptions s_twos = new() { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 2 } };

    [Fact]
    public async Task Pauses_after_the_first_batch_and_goes_on_when_resumed()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 4));
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 4, most: 6);
        var paused = await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos);
        Assert.Equal(ReleaseStatus.Paused, paused.Status);
        Assert.Equal(2, (await bed.ReadyByVersionAsync())["2.0.0"]);
        Assert.Equal(PublishedModuleState.Paused, (await bed.ModuleAsync()).State);

        var done = await bed.ResumeAsync();
        Assert.Equal((ReleaseStatus.Current, 4), (done.Status, done.Responsive));
        Assert.Equal(new Dictionary<string, int> { ["2.0.0"] = 4 }, await bed.ReadyByVersionAsync());
        await guard.AssertAsync();
        await AssertOwnValuesAsync(bed);
    }

    [Fact]
    public async Task A_release_beside_an_open_one_is_refused_and_names_it()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 3));
        var open = await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos);
        var refused = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("3.0.0", "registry.local/ok:3"));
        Assert.Equal(ReleaseCodes.Open, refused.Code);
        Assert.Contains(open.Id, refused.Message, StringComparison.Ordinal);

        var forward = await bed.ReplaceAsync("3.0.0", "registry.local/ok:3", new ReleaseOptions { Force = true });
        Assert.Equal((ReleaseStatus.Current, "3.0.0"), (forward.Status, forward.Version));
        await AssertOwnValuesAsync(bed);
    }

    [Fact]
    public async Task Closed_half_way_it_stays_and_a_rollback_restores_the_old_version()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 4));
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 4, most: 6);
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos);
        Assert.Equal(ReleaseStatus.Closed, (await bed.StopAsync(rollback: false)).Status);
        Assert.Equal(2, (await bed.ReadyByVersionAsync())["2.0.0"]);

        var undone = await bed.UndoAsync();
        Assert.Equal("1.0.0", undone.Version);
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 4 }, await bed.ReadyByVersionAsync());
        await guard.AssertAsync();
        await AssertOwnValuesAsync(bed);
    }

    [Fact]
    public async Task Stopped_with_rollback_the_old_version_comes_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 4));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos);
        var stopped = await bed.StopAsync(rollback: true);
        Assert.Equal((ReleaseStatus.RolledBack, "1.0.0"), (stopped.Status, stopped.Version));
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 4 }, await bed.ReadyByVersionAsync());
        await AssertOwnValuesAsync(bed);
    }

    [Fact]
    public async Task Two_batches_without_pause_and_a_bad_version_in_the_first_touches_nothing_more()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 4));
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 4, most: 6);
        var never = s_twos with { Batches = s_twos.Batches with { Pause = PauseAfter.Never } };
        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/missing:2", never));
        Assert.Equal(4, (await bed.ReadyByVersionAsync())["1.0.0"]);

        var forward = await bed.ReplaceAsync("3.0.0", "registry.local/ok:3", never);
        Assert.Equal("3.0.0", forward.Version);
        Assert.Equal(new Dictionary<string, int> { ["3.0.0"] = 4 }, await bed.ReadyByVersionAsync());
        await guard.AssertAsync();
        await AssertOwnValuesAsync(bed);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task A_scale_while_paused_is_followed(int replicas)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 4));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos);
        await bed.ResizeAsync(replicas);
        await bed.ResumeAsync();
        Assert.Equal(replicas, (await bed.ReadyByVersionAsync()).GetValueOrDefault("2.0.0"));
        Assert.Equal(replicas, (await bed.PodsAsync()).Count(pod => pod.Metadata.DeletionTimestamp is null));
        await AssertOwnValuesAsync(bed);
    }

    [Fact]
    public async Task An_undo_by_kubectl_in_the_middle_is_understood()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 4));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos);
        await KubectlMoves.UndoAsync(bed);
        await bed.ReplaceAsync("3.0.0", "registry.local/ok:3");
        Assert.Equal(new Dictionary<string, int> { ["3.0.0"] = 4 }, await bed.ReadyByVersionAsync());
        await AssertOwnValuesAsync(bed);
    }

    private static async Task AssertOwnValuesAsync(ReleaseBed bed)
    {
        var spec = (await bed.ReadAsync("Deployment")).ObjectAt("spec");
        Assert.Equal((0L, 600L, "25%", "0"), (spec.NumberAt("minReadySeconds") ?? 0, spec.NumberAt("progressDeadlineSeconds"),
            spec.TextAt("strategy", "rollingUpdate", "maxSurge"), spec.TextAt("strategy", "rollingUpdate", "maxUnavailable")));
    }
}
