namespace Deploy.Conformance.Tests.Lists;

public sealed class PagingTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task Pages_follow_each_other_without_gap_or_repeat(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await CreateAsync(ns, 7);
        var (names, pages) = (new List<string>(), new List<int>());
        var next = "";
        do
        {
            var page = await ns.GetAsync("secrets", $"limit=3&labelSelector=own&continue={next}");
            names.AddRange(page.Items().Select(JsonPaths.Name));
            pages.Add(page.Items().Count);
            next = Uri.EscapeDataString(page.Text("metadata.continue") ?? "");
        }
        while (next.Length > 0);
        Assert.Equal(Enumerable.Range(0, 7).Select(index => $"s{index}"), names);
        Assert.Equal([3, 3, 1], pages);
    }

    [Theory, BothClusters]
    public async Task All_pages_are_of_one_moment(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await CreateAsync(ns, 4);
        var first = await ns.GetAsync("secrets", "limit=2&labelSelector=own");
        await ns.DeleteAsync("secrets/s3");
        await ns.CreateAsync("secrets", "metadata: {name: s2a, labels: {own: 'yes'}}");
        var second = await ns.GetAsync("secrets", $"limit=5&labelSelector=own&continue={Uri.EscapeDataString(first.Text("metadata.continue")!)}");
        Assert.Equal(["s2", "s3"], second.Names());
        Assert.Equal(first.Text("metadata.resourceVersion"), second.Text("metadata.resourceVersion"));
    }

    [Theory, BothClusters]
    public async Task A_page_says_how_many_remain(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        for (var index = 0; index < 5; index++)
            await ns.CreateAsync("leases", $"metadata: {{name: l{index}}}");
        var page = await ns.GetAsync("leases", "limit=2");
        Assert.Equal(3, page.Number("metadata.remainingItemCount"));
    }

    [Theory, BothClusters]
    public async Task A_made_up_continue_token_is_a_bad_request(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        Assert.Equal(HttpStatusCode.BadRequest, (await ns.TryGetAsync("secrets", "limit=2&continue=nonsense")).Code);
    }

    [Theory, BothClusters]
    public async Task A_list_has_a_version_and_kind_and_bare_items(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await CreateAsync(ns, 1);
        var list = await ns.GetAsync("secrets", "labelSelector=own");
        Assert.Equal("SecretList", list.Text("kind"));
        Assert.Equal("v1", list.Text("apiVersion"));
        Assert.NotEmpty(list.Version());
        Assert.Null(list.At("items.0.kind"));
        Assert.Null(list.At("items.0.apiVersion"));
    }

    [Theory, BothClusters]
    public async Task An_empty_list_has_an_empty_array(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        Assert.Empty((await ns.GetAsync("deployments")).At("items")!.AsArray());
    }

    [Theory, BothClusters]
    public async Task The_cache_serves_version_zero(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await CreateAsync(ns, 2);
        var list = await ns.UntilAsync("secrets", list => list.Items().Count == 2, "resourceVersion=0&labelSelector=own");
        Assert.Null(list.At("metadata.continue"));
    }

    [Theory, BothClusters]
    public async Task All_namespaces_are_listed_together(ClusterKind kind)
    {
        await using var one = await OpenAsync(kind);
        await using var other = await OpenAsync(kind);
        await one.CreateAsync("leases", $"metadata: {{name: x, labels: {{pair: {one.Name}}}}}");
        await other.CreateAsync("leases", $"metadata: {{name: x, labels: {{pair: {one.Name}}}}}");
        var list = await one.Api.GetAsync($"/apis/coordination.k8s.io/v1/leases?labelSelector=pair%3D{one.Name}");
        Assert.Equal(2, list.Items().Count);
    }

    private static async Task CreateAsync(TestNamespace ns, int count)
    {
        for (var index = 0; index < count; index++)
            await ns.CreateAsync("secrets", $"metadata: {{name: s{index}, labels: {{own: 'yes'}}}}");
    }
}
