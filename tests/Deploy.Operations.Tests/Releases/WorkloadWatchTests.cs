using System.Diagnostics;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A workload counts as removed only when it has been looked for and is not there.</summary>
public sealed class WorkloadWatchTests : IAsyncLifetime
{
    private LocalClusterFixture? _cluster;

    private KubernetesClient Client => _cluster!.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await LocalClusterFixture.StartApiAsync(TimeProvider.System);

    public ValueTask DisposeAsync() => _cluster!.DisposeAsync();

    [Fact]
    public async Task It_is_not_gone_while_the_lists_come_in_and_is_when_it_was_deleted()
    {
        var created = await Client.CreateAsync(WorkloadResources.StatefulSets, "default", JsonNode.Parse("""
            {"metadata": {"name": "biz1"}, "spec": {"serviceName": "biz1", "replicas": 1, "selector": {"matchLabels": {"app": "biz1"}},
             "template": {"metadata": {"labels": {"app": "biz1"}}, "spec": {"containers": [{"name": "biz1", "image": "registry.local/ok:1"}]}}}}
            """)!.AsObject(), null, Token);
        // Often enough that a look falls between the last list and its being noted.
        for (var round = 0; round < 50; round++)
        {
            await using var watch = WorkloadWatch.Start(Client, new Workload(ModuleKind.StatefulSet, created), new WatchScope(Replicas: true, Revisions: true, Services: true), Token);
            var begun = Stopwatch.GetTimestamp();
            while (watch.Snapshot() is null)
            {
                Assert.False(watch.IsGone);
                Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMinutes(1), "The lists never became complete.");
            }
            Assert.False(watch.IsGone);
        }

        await using var left = WorkloadWatch.Start(Client, new Workload(ModuleKind.StatefulSet, created), new WatchScope(Replicas: true, Revisions: true, Services: true), Token);
        await Client.DeleteAsync(WorkloadResources.StatefulSets, "default", "biz1", new DeleteOptions { GracePeriodSeconds = 0 }, Token);
        await Eventually.UntilAsync(() => left.IsGone, "the watch to tell of the deletion");
        Assert.Null(left.Snapshot());
    }
}
