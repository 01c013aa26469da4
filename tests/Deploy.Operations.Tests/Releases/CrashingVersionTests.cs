using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A version without a readiness check that crashes at once: ready for a moment again and again, yet no old replica leaves for it.</summary>
public sealed class CrashingVersionTests(ReleaseCluster cluster)
{
    // Times are ten times faster there: a minute is as long as the back-off needs for several more starts.
    private static readonly TimeSpan s_minute = TimeSpan.FromSeconds(6);

    [Fact]
    public Task It_takes_no_old_replica_with_it_neither_then_nor_later() => Task.WhenAll(Enum.GetValues<StrategyKind>().Select(CrashAsync));

    private async Task CrashAsync(StrategyKind strategy)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 20) with { ReadinessCheck = null });
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 20, most: strategy == StrategyKind.Safe ? 40 : 25);
        var options = new ReleaseOptions { Strategy = strategy, Batches = new BatchOptions { Percent = 25, Pause = PauseAfter.Never } };
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/crash:2", options));
        Assert.Contains("restarted", failure.Message, StringComparison.Ordinal);
        await Task.Delay(s_minute, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(20, (await bed.ReadyByVersionAsync())["1.0.0"]);

        var back = strategy == StrategyKind.Rolling ? await bed.UndoAsync() : await bed.StopAsync(rollback: true);
        Assert.Equal("1.0.0", back.Version);
        await guard.AssertAsync();
        Assert.NotEqual("true", (await bed.ReadAsync("Deployment")).TextAt("spec", "paused"));
    }

    [Fact]
    public async Task A_manifest_whose_own_values_let_replicas_be_missing_is_held_up_too_and_gets_them_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(Manifests.Deployment(isChecked: false));
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 3, most: 5);
        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/crash:2"));
        Assert.Equal(ReleaseStatus.Current, (await bed.ReplaceAsync("3.0.0", "registry.local/ok:3")).Status);
        await guard.AssertAsync();
        var spec = (await bed.ReadAsync("Deployment")).ObjectAt("spec");
        Assert.Equal((0, 600L, "25%", "25%", "false"), (spec.CountAt("minReadySeconds"), spec.NumberAt("progressDeadlineSeconds"),
            spec.TextAt("strategy", "rollingUpdate", "maxSurge"), spec.TextAt("strategy", "rollingUpdate", "maxUnavailable"), spec.TextAt("paused") ?? "false"));
    }

    [Fact]
    public Task Of_a_kind_that_removes_first_it_takes_one_replica_at_most() => Task.WhenAll(CrashAsync(ModuleKind.DaemonSet), CrashAsync(ModuleKind.StatefulSet));

    private async Task CrashAsync(ModuleKind kind)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(kind == ModuleKind.DaemonSet ? Manifests.DaemonSet(isChecked: false) : Manifests.StatefulSet(isChecked: false));
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 2, most: 3);
        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/crash:2"));
        await Task.Delay(s_minute, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await bed.ReadyByVersionAsync())["1.0.0"]);
        await guard.AssertAsync();
        Assert.Equal("1.0.0", (await bed.UndoAsync()).Version);
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["1.0.0"]);
    }

    [Fact]
    public async Task Without_waiting_the_controller_goes_on_by_itself_and_whoever_waits_later_sees_to_the_end()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(Manifests.Deployment(isChecked: false));
        var begun = await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", new ReleaseOptions { Wait = false });
        Assert.Equal(ReleaseStatus.Running, begun.Status);
        await Eventually.UntilAsync(async () => (await bed.ReadyByVersionAsync()).GetValueOrDefault("2.0.0") == 3 && (await bed.PodsAsync()).Count == 3, "the controller's own end", TimeSpan.FromSeconds(60));
        Assert.Equal(PublishedModuleState.Ready, (await bed.ModuleAsync()).State);
        var done = await bed.Releases.WaitAsync(bed.Namespace, "biz1", TimeSpan.FromSeconds(60));
        Assert.Equal((ReleaseStatus.Current, "2.0.0"), (done.Status, done.Version));
        Assert.Equal("25%", (await bed.ReadAsync("Deployment")).TextAt("spec", "strategy", "rollingUpdate", "maxUnavailable"));
    }
}
