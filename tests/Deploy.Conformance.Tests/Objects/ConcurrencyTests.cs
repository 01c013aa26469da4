namespace Deploy.Conformance.Tests.Objects;

public sealed class ConcurrencyTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task A_stale_replace_is_a_conflict(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var seen = await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v1}}");
        await ns.PatchAsync("configmaps/a", "data: {k: v2}");
        seen["data"]!["k"] = "mine";
        var status = (await ns.TryPutAsync("configmaps/a", seen)).Refuse(HttpStatusCode.Conflict, "Conflict");
        Assert.Contains("the object has been modified; please apply your changes to the latest version and try again", status.Text("message"), StringComparison.Ordinal);
        Assert.Equal("v2", (await ns.GetAsync("configmaps/a")).Text("data.k"));
    }

    [Theory, BothClusters]
    public async Task A_replace_without_a_version_wins(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var seen = await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v1}}");
        await ns.PatchAsync("configmaps/a", "data: {k: v2}");
        seen["metadata"]!.AsObject().Remove("resourceVersion");
        seen["data"]!["k"] = "mine";
        Assert.Equal("mine", (await ns.PutAsync("configmaps/a", seen)).Text("data.k"));
    }

    [Theory, BothClusters]
    public async Task A_write_that_changes_nothing_gets_no_new_version(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var created = await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v}}");
        Assert.Equal(created.Version(), (await ns.PutAsync("configmaps/a", created)).Version());
        Assert.Equal(created.Version(), (await ns.PatchAsync("configmaps/a", "data: {k: v}")).Version());
    }

    [Theory, BothClusters]
    public async Task A_patch_may_name_the_version_it_expects(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var old = (await ns.CreateAsync("configmaps", "metadata: {name: a}")).Version();
        await ns.PatchAsync("configmaps/a", "data: {k: v}");
        (await ns.TryPatchAsync("configmaps/a", $"{{metadata: {{resourceVersion: '{old}'}}, data: {{k: w}}}}")).Refuse(HttpStatusCode.Conflict, "Conflict");
    }

    [Theory, BothClusters]
    public async Task A_patch_may_name_the_uid_it_expects(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a}");
        var answer = await ns.TryPatchAsync("configmaps/a", "{metadata: {uid: 00000000-0000-0000-0000-000000000001}, data: {k: w}}");
        Assert.Contains(answer.Code, new[] { HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict });
    }

    [Theory, BothClusters]
    public async Task Versions_only_grow(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var versions = new List<long> { long.Parse((await ns.CreateAsync("configmaps", "metadata: {name: a}")).Version()) };
        foreach (var value in Enumerable.Range(0, 5))
            versions.Add(long.Parse((await ns.PatchAsync("configmaps/a", $"data: {{k: 'v{value}'}}")).Version()));
        Assert.Equal(versions.Order(), versions);
        Assert.Equal(versions.Distinct(), versions);
    }

    [Theory, BothClusters]
    public async Task Parallel_patches_of_different_fields_all_count(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a}");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(index => ns.PatchAsync("configmaps/a", $"data: {{k{index}: 'v'}}")));
        Assert.Equal(12, (await ns.GetAsync("configmaps/a")).At("data")!.AsObject().Count);
    }

    [Theory, BothClusters]
    public async Task The_name_in_the_body_must_be_the_path_s(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var created = await ns.CreateAsync("configmaps", "metadata: {name: a}");
        created["metadata"]!["name"] = "b";
        (await ns.TryPutAsync("configmaps/a", created)).Refuse(HttpStatusCode.BadRequest, "BadRequest");
    }

    [Theory, BothClusters]
    public async Task What_the_server_owns_stays_as_it_is(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var created = await ns.CreateAsync("configmaps", "metadata: {name: a}");
        var patched = await ns.PatchAsync("configmaps/a", "metadata: {creationTimestamp: '2001-01-01T00:00:00Z', generation: 99, labels: {x: y}}");
        Assert.Equal(created.Text("metadata.creationTimestamp"), patched.Text("metadata.creationTimestamp"));
        Assert.Equal("y", patched.Text("metadata.labels.x"));
    }
}
