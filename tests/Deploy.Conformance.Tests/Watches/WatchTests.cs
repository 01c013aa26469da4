using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Watches;

public sealed class WatchTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task Changes_come_in_order_from_a_version_on(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var before = await ns.CreateAsync("secrets", "metadata: {name: a}");
        await ns.PatchAsync("secrets/a", "metadata: {labels: {n: '1'}}");
        await ns.CreateAsync("secrets", "metadata: {name: b}");
        await ns.DeleteAsync("secrets/a");
        var events = await ReadAsync(ns, $"fieldSelector=metadata.name!%3Dx&resourceVersion={before.Version()}", 3, IsOwn);
        Assert.Equal(["MODIFIED a", "ADDED b", "DELETED a"], events.Select(Show));
    }

    [Theory, BothClusters]
    public async Task Without_a_version_what_exists_comes_first(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("leases", "metadata: {name: a}");
        await ns.CreateAsync("leases", "metadata: {name: b}");
        var events = await ReadAsync(ns, "", 2, resource: "leases");
        Assert.Equal(["ADDED a", "ADDED b"], events.Select(Show).Order());
    }

    [Theory, BothClusters]
    public async Task An_object_that_leaves_the_selection_is_deleted_for_the_watcher(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var version = (await ns.CreateAsync("leases", "metadata: {name: a, labels: {app: web}}")).Version();
        await ns.PatchAsync("leases/a", "metadata: {labels: {app: other}}");
        await ns.PatchAsync("leases/a", "metadata: {labels: {app: web}}");
        var events = await ReadAsync(ns, $"labelSelector=app%3Dweb&resourceVersion={version}", 2, resource: "leases");
        Assert.Equal(["DELETED a", "ADDED a"], events.Select(Show));
    }

    [Theory, BothClusters]
    public async Task A_deletion_carries_the_last_state_and_its_own_version(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var created = await ns.CreateAsync("leases", "metadata: {name: a, labels: {app: web}}");
        await ns.DeleteAsync("leases/a");
        var deleted = Assert.Single(await ReadAsync(ns, $"resourceVersion={created.Version()}", 1, resource: "leases"));
        Assert.Equal("web", deleted.Text("object.metadata.labels.app"));
        Assert.True(long.Parse(deleted.At("object").Version()) > long.Parse(created.Version()));
    }

    [Theory, BothClusters]
    public async Task A_version_long_gone_is_expired(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var old = await CreateEventAsync(ns, "a");
        await CreateEventAsync(ns, "b");
        await CreateEventAsync(ns, "c");
        await (await GetClusterAsync(kind)).ForgetHistoryAsync();
        var first = Assert.Single(await ReadAsync(ns, $"resourceVersion={old.Version()}", 1, resource: "events"));
        Assert.Equal("ERROR", first.Text("type"));
        Assert.Equal(410, first.Number("object.code"));
        Assert.Equal("Expired", first.Text("object.reason"));
    }

    [Theory, BothClusters]
    public async Task It_ends_in_time_after_a_bookmark_brought_its_version_on(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var created = await ns.CreateAsync("leases", "metadata: {name: a}");
        var reading = ReadAsync(ns,
            $"fieldSelector=metadata.name%3Da&resourceVersion={created.Version()}&allowWatchBookmarks=true&timeoutSeconds=4", int.MaxValue, resource: "leases");
        // Changes that the watcher did not ask for: only a bookmark tells it of their versions.
        for (var index = 0; !reading.IsCompleted; index++)
        {
            await ns.CreateAsync("leases", $"metadata: {{name: b{index}}}");
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System));
        }
        var bookmark = (await reading).Last(line => line.Text("type") == "BOOKMARK");
        Assert.True(long.Parse(bookmark.At("object").Version()) > long.Parse(created.Version()));
        Assert.Equal("Lease", bookmark.Text("object.kind"));
    }

    [Theory, BothClusters]
    public async Task One_object_is_watched_by_name(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var version = (await ns.CreateAsync("leases", "metadata: {name: a}")).Version();
        await ns.CreateAsync("leases", "metadata: {name: b}");
        await ns.PatchAsync("leases/a", "spec: {holderIdentity: me}");
        var events = await ReadAsync(ns, $"fieldSelector=metadata.name%3Da&resourceVersion={version}", 1, resource: "leases");
        Assert.Equal("me", events[0].Text("object.spec.holderIdentity"));
    }

    private static Task<JsonObject> CreateEventAsync(TestNamespace ns, string name) =>
        ns.CreateAsync("events", $"{{metadata: {{name: {name}}}, involvedObject: {{namespace: {ns.Name}, name: p}}}}");

    private static string Show(JsonObject line) => $"{line.Text("type")} {line.At("object").Name()}";

    // The real controllers add token secrets of their own.
    private static bool IsOwn(JsonObject line) => line.At("object").Name().Length == 1;

    private static async Task<List<JsonObject>> ReadAsync(TestNamespace ns, string query, int count,
        Func<JsonObject, bool>? which = null, string resource = "secrets")
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var events = new List<JsonObject>();
        await foreach (var line in ns.Api.WatchAsync(ns.Path(resource, "watch=true&" + query), limit.Token))
        {
            if (which is null || which(line))
                events.Add(line);
            if (events.Count >= count)
                break;
        }
        return events;
    }
}
