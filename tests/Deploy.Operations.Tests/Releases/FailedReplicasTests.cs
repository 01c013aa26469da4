using Deploy.LocalCluster;
using Deploy.Operations.Errors;
using Deploy.Operations.Releases;
using Deploy.Storage;
using Deploy.Storage.Connections;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Why replicas failed is told, with their last lines, and archived before anything takes them away.</summary>
public sealed class FailedReplicasTests(ReleaseCluster cluster)
{
    [Theory]
    [InlineData("by itself")]
    [InlineData("stop")]
    [InlineData("undo")]
    public async Task They_are_told_and_archived_before_the_way_back(string way)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var archived = new List<(string Reason, bool Stands)>();
        var releases = new ModuleReleases(bed.Client, TimeProvider.System, new ReleaseEnvironment
        {
            Holder = "tester",
            Archive = async (ns, pod, reason, token) => archived.Add((reason, await bed.Client.FindAsync(Deploy.Kubernetes.Resources.Pods, ns, pod, token) is { Metadata.DeletionTimestamp: null })),
        });
        var options = ReleaseBed.Bounded(new ReleaseOptions { OnFailure = way == "by itself" ? FailurePolicy.Rollback : FailurePolicy.Stop, Strategy = way == "stop" ? StrategyKind.Batched : StrategyKind.Rolling });
        var plan = await releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/crash:2" }, options);
        var told = new List<ReleaseProgress>();
        await Assert.ThrowsAsync<DeployException>(() => releases.RunAsync(plan, new Told(told)));
        if (way == "stop")
            await releases.RunAsync(await releases.PlanStopAsync(bed.Namespace, "biz1", rollback: true, ReleaseBed.Bounded(null)), new Told(told));
        else if (way == "undo")
            await releases.RunAsync(await releases.PlanUndoAsync(bed.Namespace, "biz1", null, ReleaseBed.Bounded(null)), new Told(told));
        var warnings = told.Where(progress => progress.IsWarning).Select(progress => progress.Message).ToList();
        Assert.Contains(warnings, warning => warning.Contains("Container.", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("required property", StringComparison.Ordinal));
        Assert.Equal([("release failed", true)], archived.Distinct());
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 1 }, await bed.ReadyByVersionAsync());
    }

    /// <summary>Of what keeps containers from being created a pod itself says nothing, only its events do.</summary>
    [Theory]
    [InlineData("configMap: { name: settings }", "Config.ConfigMapMissing", "configmap \"settings\" not found")]
    [InlineData("secret: { secretName: keys }", "Config.SecretMissing", "secret \"keys\" not found")]
    public async Task A_volume_that_is_not_there_ends_the_wait(string source, string code, string said)
    {
        var bed = await cluster.BedAsync();
        var manifest = $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: biz1 }
            spec:
              selector: { matchLabels: { app: biz1 } }
              template:
                metadata: { labels: { app: biz1 } }
                spec:
                  containers: [ { name: biz1, image: "registry.local/ok:1", volumeMounts: [ { name: v, mountPath: /v } ] } ]
                  volumes: [ { name: v, {{source}} } ]
            """;
        var plan = await bed.Releases.PlanPublishAsync(ReleaseRequest.FromManifest(manifest, bed.Namespace, ReleaseBed.Bounded(null))[0]);
        var failed = await Assert.ThrowsAsync<DeployException>(() => bed.RunAsync(plan));
        Assert.Equal(code, failed.Code.Code);
        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_fails_is_told_and_does_not_keep_the_earlier_version_away()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var releases = new ModuleReleases(bed.Client, TimeProvider.System, new ReleaseEnvironment { Archive = (_, _, _, _) => throw new IOException("the store is gone") });
        var options = ReleaseBed.Bounded(new ReleaseOptions { OnFailure = FailurePolicy.Rollback });
        var told = new List<ReleaseProgress>();
        await Assert.ThrowsAsync<DeployException>(async () =>
            await releases.RunAsync(await releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "2.0.0", Image = "registry.local/missing:2" }, options), new Told(told)));
        Assert.Contains(told, progress => progress.IsWarning && progress.Message.Contains("the store is gone", StringComparison.Ordinal));
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 1 }, await bed.ReadyByVersionAsync());
    }

    [Fact]
    public async Task In_the_store_they_lie_where_the_timers_keep_theirs()
    {
        await using var own = await LocalClusterFixture.StartAsync(new LocalClusterOptions());
        var bed = new ReleaseBed(ReleaseHost.Of(own), "default");
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var store = BlobStore.Open(new StoreConnection { ConnectionString = own.Cluster.Blobs.ConnectionString, Handler = own.Cluster.CreateHandler() }, TimeProvider.System);
        var releases = new ModuleReleases(bed.Client, TimeProvider.System, new ReleaseEnvironment { Archive = ReleaseArchive.To(bed.Client, _ => Task.FromResult<Deploy.Storage.BlobStore?>(store), TimeProvider.System) });
        await releases.RunAsync(await releases.PlanUnpublishAsync("default", "biz1", ReleaseBed.Bounded(null)));
        var now = TimeProvider.System.GetUtcNow();
        var kept = await store.Archive.ReadAsync(now.AddDays(-1), now.AddDays(1), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([("biz1", "unpublished", "Responsive")], kept.Select(entry => (entry.Module, entry.Reason, entry.LastState)));
    }

    private sealed class Told(List<ReleaseProgress> target) : IProgress<ReleaseProgress>
    {
        public void Report(ReleaseProgress value)
        {
            lock (target)
                target.Add(value);
        }
    }
}
