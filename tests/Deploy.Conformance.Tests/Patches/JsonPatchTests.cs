namespace Deploy.Conformance.Tests.Patches;

public sealed class JsonPatchTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task Operations_apply_in_order(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v, l: w}}");
        var patched = await PatchAsync(ns,
            """
            - {op: test, path: /data/k, value: v}
            - {op: replace, path: /data/k, value: x}
            - {op: add, path: /data/m, value: y}
            - {op: remove, path: /data/l}
            - {op: copy, from: /data/m, path: /data/n}
            - {op: move, from: /data/n, path: /data/o}
            """);
        Assert.Equal("""{"k":"x","m":"y","o":"y"}""", patched.Succeed().At("data")!.ToJsonString());
    }

    [Theory, BothClusters]
    public async Task A_failed_test_changes_nothing(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v}}");
        var answer = await PatchAsync(ns, "[{op: add, path: /data/m, value: y}, {op: test, path: /data/k, value: other}]");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Code);
        Assert.Null((await ns.GetAsync("configmaps/a")).At("data.m"));
    }

    [Theory, BothClusters]
    public async Task A_missing_path_is_refused(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v}}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PatchAsync(ns, "[{op: remove, path: /data/nobody}]")).Code);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PatchAsync(ns, "[{op: add, path: /nobody/here, value: y}]")).Code);
    }

    [Theory, BothClusters]
    public async Task Escaped_keys_are_reached(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a, annotations: {deploy.test/x: v}}");
        var patched = await PatchAsync(ns, "[{op: replace, path: /metadata/annotations/deploy.test~1x, value: w}]");
        Assert.Equal("w", patched.Succeed().Text("metadata.annotations.deploy|test/x"));
    }

    [Theory, BothClusters]
    public async Task List_elements_are_reached_by_index_and_appended(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a, finalizers: [deploy.test/a, deploy.test/b]}");
        var patched = await PatchAsync(ns, "[{op: remove, path: /metadata/finalizers/0}, {op: add, path: /metadata/finalizers/-, value: deploy.test/c}]");
        Assert.Equal("""["deploy.test/b","deploy.test/c"]""", patched.Succeed().At("metadata.finalizers")!.ToJsonString());
        await PatchAsync(ns, "[{op: remove, path: /metadata/finalizers}]");
    }

    private static Task<ApiAnswer> PatchAsync(TestNamespace ns, string operations) => ns.TryPatchAsync("configmaps/a", operations, ClusterApi.JsonPatch);
}
