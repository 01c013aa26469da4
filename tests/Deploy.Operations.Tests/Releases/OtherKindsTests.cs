using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>DaemonSets, StatefulSets and bare pods.</summary>
public sealed class OtherKindsTests(ReleaseCluster cluster)
{
    private static readonly ReleaseOptions s_ones = new() { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 1 } };

    [Fact]
    public async Task A_DaemonSet_in_one_go_and_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec() with { Kind = ModuleKind.DaemonSet, Replicas = null });
        var plan = await bed.Releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/ok:2" }, ReleaseBed.Bounded(null));
        Assert.Contains(plan.Warnings, warning => warning.Contains("requests to that base are lost", StringComparison.Ordinal));
        var done = await bed.RunAsync(plan);
        Assert.Equal((ReleaseStatus.Current, 2L, 3), (done.Status, done.Revision, done.Responsive));
        Assert.Equal("1.0.0", (await bed.UndoAsync()).Version);
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 3 }, await bed.ReadyByVersionAsync());
        Assert.Equal([3L, 2L], (await bed.HistoryAsync()).Select(release => release.Revision));
        Assert.Equal(ModuleCodes.NotScalable, (await Assert.ThrowsAsync<DeployException>(() => bed.ResizeAsync(5))).Code);
    }

    [Fact]
    public async Task A_DaemonSet_in_batches_pauses_resumes_and_gets_its_own_strategy_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec() with { Kind = ModuleKind.DaemonSet, Replicas = null });
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 2, most: 3);
        Assert.Equal(ReleaseStatus.Paused, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_ones)).Status);
        Assert.Equal(1, (await bed.ReadyByVersionAsync())["2.0.0"]);
        Assert.Equal(ReleaseStatus.Current, (await bed.ResumeAsync()).Status);
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["2.0.0"]);
        await guard.AssertAsync();
        Assert.Equal("RollingUpdate", (await bed.ReadAsync("DaemonSet")).TextAt("spec", "updateStrategy", "type"));
    }

    [Fact]
    public async Task A_DaemonSet_batch_that_fails_is_rolled_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec() with { Kind = ModuleKind.DaemonSet, Replicas = null });
        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/missing:2", s_ones));
        Assert.Equal(2, (await bed.ReadyByVersionAsync())["1.0.0"]);
        Assert.Equal(ReleaseStatus.RolledBack, (await bed.StopAsync(rollback: true)).Status);
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["1.0.0"]);
        Assert.Equal("RollingUpdate", (await bed.ReadAsync("DaemonSet")).TextAt("spec", "updateStrategy", "type"));
    }

    [Fact]
    public async Task A_StatefulSet_by_manifest_in_batches_and_back_from_a_broken_version()
    {
        var bed = await cluster.BedAsync();
        var published = Assert.Single(await bed.PublishManifestAsync(Manifests.StatefulSet()));
        Assert.Equal((ModuleKind.StatefulSet, 3), (published.Kind, published.Responsive));
        Assert.Equal(ReleaseStatus.Paused, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_ones)).Status);
        Assert.Equal("2.0.0", Assert.Single(await bed.ReadyByVersionAsync(), pair => pair.Value == 1).Key);
        Assert.Equal(ReleaseStatus.Current, (await bed.ResumeAsync()).Status);
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["2.0.0"]);

        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("3.0.0", "registry.local/missing:3"));
        Assert.Equal("2.0.0", (await bed.UndoAsync()).Version);
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["2.0.0"]);
        Assert.Equal(0, (await bed.ReadAsync("StatefulSet")).CountAt("spec", "updateStrategy", "rollingUpdate", "partition"));
    }

    [Fact]
    public async Task A_bare_pod_in_place_once_downtime_is_accepted_and_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec() with { Kind = ModuleKind.Pod, Replicas = null });
        var uid = (await bed.ReadAsync("Pod")).TextAt("metadata", "uid");
        var refused = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/ok:2"));
        Assert.Equal(ReleaseCodes.DowntimeNotAccepted, refused.Code);

        var accepted = new ReleaseOptions { AcceptDowntime = true };
        var done = await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", accepted);
        Assert.Equal((ReleaseStatus.Current, "2.0.0", 2L), (done.Status, done.Version, done.Revision));
        Assert.Equal("1.0.0", (await bed.UndoAsync(options: accepted)).Version);
        var pod = await bed.ReadAsync("Pod");
        Assert.Equal((uid, "registry.local/ok:1"), (pod.TextAt("metadata", "uid"), pod.ObjectsAt("spec", "containers").First().TextAt("image")));
        Assert.Equal(["1.0.0", "2.0.0", "1.0.0"], (await bed.HistoryAsync()).Select(release => release.Version));
    }

    [Fact]
    public async Task A_bare_pod_whose_new_image_is_missing_fails_with_the_cause()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec() with { Kind = ModuleKind.Pod, Replicas = null });
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/missing:2", new ReleaseOptions { AcceptDowntime = true }));
        Assert.Equal("Image", failure.Code.Source);
        Assert.Equal("1.0.0", (await bed.UndoAsync(options: new ReleaseOptions { AcceptDowntime = true })).Version);
    }

    [Fact]
    public async Task A_bare_pod_cannot_change_more_than_its_image()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec() with { Kind = ModuleKind.Pod, Replicas = null });
        var other = bed.Spec() with { Kind = ModuleKind.Pod, Replicas = null, Ports = [new ModulePort(8081)] };
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.PublishAsync(other));
        Assert.Contains("another image in place", failure.Message, StringComparison.Ordinal);
    }
}
