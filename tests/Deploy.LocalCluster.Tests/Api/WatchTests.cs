using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Api;

public sealed class WatchTests : ApiTest
{
    [Fact]
    public async Task A_watch_sees_what_comes_after_its_version_in_order()
    {
        var first = await CreateAsync(ConfigMaps, "metadata: { name: a }");
        await CreateAsync(ConfigMaps, "metadata: { name: b }");
        await using var watch = Open(new WatchOptions { ResourceVersion = Version(first) });
        Assert.Equal("Added b", await NextAsync(watch));
        await Client.PatchAsync(ConfigMaps, "default", "b", Patch.Merge(Yaml.Read("data: { k: v }")));
        Assert.Equal("Modified b", await NextAsync(watch));
        await Client.DeleteAsync(ConfigMaps, "default", "b");
        Assert.Equal("Deleted b", await NextAsync(watch));
    }

    [Fact]
    public async Task An_object_enters_and_leaves_a_selection_by_its_labels()
    {
        var made = await CreateAsync(ConfigMaps, "metadata: { name: a, labels: { tier: back } }");
        await using var watch = Open(new WatchOptions { ResourceVersion = Version(made), LabelSelector = "tier=front" });
        await LabelAsync("front");
        Assert.Equal("Added a", await NextAsync(watch));
        await LabelAsync("back");
        Assert.Equal("Deleted a", await NextAsync(watch));
    }

    private Task LabelAsync(string tier) =>
        Client.PatchAsync(ConfigMaps, "default", "a", Patch.Merge(Yaml.Read($"metadata: {{ labels: {{ tier: {tier} }} }}")));

    private IAsyncEnumerator<WatchEvent<JsonObject>> Open(WatchOptions options) =>
        Client.WatchAsync(ConfigMaps, "default", options).GetAsyncEnumerator();

    private static async Task<string> NextAsync(IAsyncEnumerator<WatchEvent<JsonObject>> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System));
        return $"{watch.Current.Type} {watch.Current.Object?["metadata"]!["name"]}";
    }
}
