using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Api;

public sealed class DeletionTests : ApiTest
{
    private const string Placed = "metadata: { name: p }\nspec: { nodeName: n1, terminationGracePeriodSeconds: 40, containers: [ { name: c, image: ok } ] }";

    [Fact]
    public async Task A_pod_without_a_node_goes_at_once()
    {
        await CreateAsync(Pods, "metadata: { name: p }\nspec: { containers: [ { name: c, image: ok } ] }");
        await Client.DeleteAsync(Pods, "default", "p");
        Assert.Null(await Client.FindAsync(Pods, "default", "p"));
    }

    [Fact]
    public async Task A_running_pod_gets_its_grace_and_it_can_only_be_shortened()
    {
        await CreateAsync(Pods, Placed);
        await Client.DeleteAsync(Pods, "default", "p");
        Assert.Equal(("2026-01-01T00:00:40Z", 40), Marks(await GetAsync(Pods, "p")));
        await Client.DeleteAsync(Pods, "default", "p", new DeleteOptions { GracePeriodSeconds = 90 });
        Assert.Equal(("2026-01-01T00:00:40Z", 40), Marks(await GetAsync(Pods, "p")));
        await Client.DeleteAsync(Pods, "default", "p", new DeleteOptions { GracePeriodSeconds = 5 });
        Assert.Equal(("2026-01-01T00:00:05Z", 5), Marks(await GetAsync(Pods, "p")));
        await Client.DeleteAsync(Pods, "default", "p", new DeleteOptions { GracePeriodSeconds = 0 });
        Assert.Null(await Client.FindAsync(Pods, "default", "p"));
    }

    [Fact]
    public async Task A_finalizer_holds_an_object_until_it_is_taken()
    {
        await CreateAsync(ConfigMaps, "metadata: { name: a, finalizers: [ test/hold ] }");
        await Client.DeleteAsync(ConfigMaps, "default", "a");
        Assert.NotNull((await GetAsync(ConfigMaps, "a"))["metadata"]!["deletionTimestamp"]);
        var added = await FailsAsync(() => Client.PatchAsync(ConfigMaps, "default", "a", Patch.Merge(Yaml.Read("metadata: { finalizers: [ test/hold, test/more ] }"))));
        Assert.True(added.IsInvalid);
        await Client.PatchAsync(ConfigMaps, "default", "a", Patch.Merge(Yaml.Read("metadata: { finalizers: null }")));
        Assert.Null(await Client.FindAsync(ConfigMaps, "default", "a"));
    }

    [Fact]
    public async Task A_pod_with_a_finalizer_stays_after_its_grace_until_the_finalizer_is_taken()
    {
        await CreateAsync(Pods, Placed.Replace("name: p ", "name: p, finalizers: [ test/hold ] ", StringComparison.Ordinal));
        await Client.DeleteAsync(Pods, "default", "p");
        await Client.PatchAsync(Pods, "default", "p", Patch.Merge(Yaml.Read("metadata: { labels: { still: here } }")));
        await Client.DeleteAsync(Pods, "default", "p", new DeleteOptions { GracePeriodSeconds = 0 });
        Assert.Equal(0, Marks(await GetAsync(Pods, "p")).Grace);
        await Client.PatchAsync(Pods, "default", "p", Patch.Merge(Yaml.Read("metadata: { finalizers: null }")));
        Assert.Null(await Client.FindAsync(Pods, "default", "p"));
    }

    [Fact]
    public async Task Taking_the_finalizer_within_the_grace_does_not_end_the_pod()
    {
        await CreateAsync(Pods, Placed.Replace("name: p ", "name: p, finalizers: [ test/hold ] ", StringComparison.Ordinal));
        await Client.DeleteAsync(Pods, "default", "p");
        await Client.PatchAsync(Pods, "default", "p", Patch.Merge(Yaml.Read("metadata: { finalizers: null }")));
        Assert.NotNull(await Client.FindAsync(Pods, "default", "p"));
    }

    [Fact]
    public async Task Preconditions_are_kept()
    {
        var made = await CreateAsync(ConfigMaps, "metadata: { name: a }");
        Assert.True((await FailsAsync(() => Client.DeleteAsync(ConfigMaps, "default", "a", new DeleteOptions { Uid = Guid.NewGuid().ToString() }))).IsConflict);
        Assert.True((await FailsAsync(() => Client.DeleteAsync(ConfigMaps, "default", "a", new DeleteOptions { ResourceVersion = "1" }))).IsConflict);
        await Client.DeleteAsync(ConfigMaps, "default", "a", new DeleteOptions { Uid = (string?)made["metadata"]!["uid"], ResourceVersion = Version(made) });
        Assert.Null(await Client.FindAsync(ConfigMaps, "default", "a"));
    }

    [Theory]
    [InlineData(PropagationPolicy.Foreground, "foregroundDeletion")]
    [InlineData(PropagationPolicy.Orphan, "orphan")]
    public async Task Propagation_leaves_its_finalizer_for_the_garbage_collector(PropagationPolicy policy, string finalizer)
    {
        await CreateAsync(Deployments, Workload);
        await Client.DeleteAsync(Deployments, "default", "web", new DeleteOptions { Propagation = policy });
        var item = await GetAsync(Deployments, "web");
        Assert.Equal(finalizer, (string?)Assert.Single(item["metadata"]!["finalizers"]!.AsArray()));
        Assert.Equal(2, Generation(item));
        await Client.DeleteAsync(Deployments, "default", "web", new DeleteOptions { Propagation = PropagationPolicy.Background });
        Assert.Null(await Client.FindAsync(Deployments, "default", "web"));
    }

    private static (string? Time, long Grace) Marks(JsonObject item) =>
        ((string?)item["metadata"]!["deletionTimestamp"], (long)item["metadata"]!["deletionGracePeriodSeconds"]!);
}
