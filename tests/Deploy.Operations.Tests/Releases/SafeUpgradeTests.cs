using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class SafeUpgradeTests(ReleaseCluster cluster)
{
    private static readonly ReleaseOptions s_safe = new() { Strategy = StrategyKind.Safe, Safe = new SafeOptions { Grace = TimeSpan.Zero } };

    [Fact]
    public async Task The_new_set_takes_over_and_the_Service_keeps_its_own_selector()
    {
        var bed = await WithServiceAsync();
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 3, most: 6);
        var done = await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_safe);
        Assert.Equal((ReleaseStatus.Current, "2.0.0", 3), (done.Status, done.Version, done.Responsive));
        Assert.Equal(new Dictionary<string, int> { ["2.0.0"] = 3 }, await bed.ReadyByVersionAsync());
        await guard.AssertAsync();
        await AssertFreeAsync(bed);
        Assert.Contains(bed.Progress, progress => progress.Message == "decommissions the old replicas");
    }

    [Fact]
    public async Task A_version_that_never_answers_changes_nothing_for_users()
    {
        var bed = await WithServiceAsync();
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/missing:2", s_safe));
        Assert.Equal("Image", failure.Code.Source);
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["1.0.0"]);
        var service = await bed.ReadAsync("Service");
        Assert.NotNull(service.TextAt("spec", "selector", "pod-template-hash"));

        var back = await bed.StopAsync(rollback: true);
        Assert.Equal((ReleaseStatus.RolledBack, "1.0.0"), (back.Status, back.Version));
        await AssertFreeAsync(bed);
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 3 }, await bed.ReadyByVersionAsync());
    }

    [Fact]
    public async Task After_a_bad_version_a_forward_change_ends_it()
    {
        var bed = await WithServiceAsync();
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 3, most: 6);
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/missing:2", s_safe));
        Assert.Equal("Image", failure.Code.Source);
        var forward = await bed.ReplaceAsync("3.0.0", "registry.local/ok:3", s_safe);
        Assert.Equal((ReleaseStatus.Current, "3.0.0"), (forward.Status, forward.Version));
        Assert.Equal(new Dictionary<string, int> { ["3.0.0"] = 3 }, await bed.ReadyByVersionAsync());
        await guard.AssertAsync();
        await AssertFreeAsync(bed);
    }

    [Fact]
    public async Task The_kept_old_set_is_an_instant_way_back()
    {
        var bed = await WithServiceAsync();
        var keeping = s_safe with { Safe = new SafeOptions { Grace = TimeSpan.Zero, KeepOld = TimeSpan.FromHours(1) } };
        var kept = await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", keeping);
        Assert.Equal(ReleaseStatus.Paused, kept.Status);
        Assert.Equal(6, (await bed.PodsAsync()).Count(ReleaseBed.IsReady));

        var back = await bed.StopAsync(rollback: true);
        Assert.Equal((ReleaseStatus.RolledBack, "1.0.0"), (back.Status, back.Version));
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 3 }, await bed.ReadyByVersionAsync());
        Assert.DoesNotContain(await bed.PodsAsync(), pod => pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt));
        await AssertFreeAsync(bed);
    }

    [Fact]
    public async Task The_kept_old_set_goes_when_the_release_is_resumed()
    {
        var bed = await WithServiceAsync();
        var keeping = s_safe with { Safe = new SafeOptions { Grace = TimeSpan.Zero, KeepOld = TimeSpan.FromHours(1) } };
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", keeping);
        Assert.Equal(ReleaseStatus.Current, (await bed.ResumeAsync()).Status);
        Assert.Equal(new Dictionary<string, int> { ["2.0.0"] = 3 }, await bed.ReadyByVersionAsync());
        await AssertFreeAsync(bed);
    }

    [Fact]
    public async Task A_refused_gate_rolls_back_by_itself()
    {
        var bed = await WithServiceAsync();
        var gated = s_safe with
        {
            OnFailure = FailurePolicy.Rollback,
            Gate = new GateOptions { Callback = (context, _) => Task.FromResult(GateResult.Fail($"{context.Version} answers nonsense")) },
        };
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/ok:2", gated));
        Assert.Equal(ReleaseCodes.GateRefused, failure.Code);
        Assert.Contains("2.0.0 answers nonsense", failure.Message, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 3 }, await bed.ReadyByVersionAsync());
        await AssertFreeAsync(bed);
    }

    private async Task<ReleaseBed> WithServiceAsync()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec() with { Service = new ModuleService { Port = 8080 } });
        return bed;
    }

    private static async Task AssertFreeAsync(ReleaseBed bed)
    {
        var service = await bed.ReadAsync("Service");
        Assert.Equal(["module.koupleless.io/name"], service.TextsAt("spec", "selector").Keys);
        Assert.Null(service.At("metadata", "annotations", ModuleLabels.Pinned));
    }
}
