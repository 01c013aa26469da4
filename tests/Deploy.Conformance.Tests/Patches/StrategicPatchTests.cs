using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Patches;

public sealed class StrategicPatchTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    private const string TwoContainers =
        """
        metadata: {name: web}
        spec:
          replicas: 0
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              tolerations: [{key: a, operator: Exists}]
              volumes: [{name: v, emptyDir: {}}, {name: w, emptyDir: {}}]
              containers:
              - {name: one, image: 'x:1', env: [{name: A, value: '1'}, {name: B, value: '2'}], ports: [{containerPort: 80}], args: [a, b]}
              - {name: two, image: 'y:1'}
        """;

    [Theory, BothClusters]
    public async Task Containers_and_variables_merge_by_name(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", TwoContainers);
        var spec = await PatchSpecAsync(ns, "{containers: [{name: one, image: 'x:2', env: [{name: B, value: '3'}, {name: C, value: '4'}]}]}");
        Assert.Equal(["one", "two"], spec.Items("containers").Select(container => container.Text("name")));
        Assert.Equal("x:2", spec.Text("containers.0.image"));
        Assert.Equal(["A=1", "B=3", "C=4"], spec.Items("containers.0.env").Select(entry => $"{entry.Text("name")}={entry.Text("value")}").Order());
        Assert.Equal("y:1", spec.Text("containers.1.image"));
    }

    [Theory, BothClusters]
    public async Task An_element_is_deleted_by_its_key(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", TwoContainers);
        var spec = await PatchSpecAsync(ns, "{containers: [{name: two, $patch: delete}], volumes: [{name: v, $patch: delete}]}");
        Assert.Equal("one", Assert.Single(spec.Items("containers")).Text("name"));
        Assert.Equal("w", Assert.Single(spec.Items("volumes")).Text("name"));
    }

    [Theory, BothClusters]
    public async Task A_list_without_a_key_is_replaced(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", TwoContainers);
        var spec = await PatchSpecAsync(ns, "{tolerations: [{key: b, operator: Exists}], containers: [{name: one, args: [c]}]}");
        Assert.Equal("b", Assert.Single(spec.Items("tolerations")).Text("key"));
        Assert.Equal("""["c"]""", spec.At("containers.0.args")!.ToJsonString());
    }

    [Theory, BothClusters]
    public async Task An_object_is_replaced_on_request(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "{metadata: {name: a}, data: {k: v, l: w}}");
        var patched = await ns.PatchAsync("configmaps/a", "data: {$patch: replace, m: x}", ClusterApi.Strategic);
        Assert.Equal("""{"m":"x"}""", patched.At("data")!.ToJsonString());
    }

    [Theory, BothClusters]
    public async Task The_strategy_keeps_only_what_is_named(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", TwoContainers);
        var patched = await ns.PatchAsync("deployments/web", "spec: {strategy: {$retainKeys: [type], type: Recreate}}", ClusterApi.Strategic);
        Assert.Equal("""{"type":"Recreate"}""", patched.At("spec.strategy")!.ToJsonString());
    }

    [Theory, BothClusters]
    public async Task The_order_follows_the_patch(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", TwoContainers);
        var spec = await PatchSpecAsync(ns,
            "{$setElementOrder/containers: [{name: two}, {name: three}, {name: one}], containers: [{name: three, image: 'z:1'}]}");
        Assert.Equal(["two", "three", "one"], spec.Items("containers").Select(container => container.Text("name")));
    }

    [Theory, BothClusters]
    public async Task Null_removes_a_field(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", TwoContainers);
        var spec = await PatchSpecAsync(ns, "{tolerations: null, containers: [{name: one, args: null}]}");
        Assert.Null(spec.At("tolerations"));
        Assert.Null(spec.At("containers.0.args"));
    }

    [Theory, BothClusters]
    public async Task Finalizers_merge_and_leave_one_by_one(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a, finalizers: [deploy.test/one]}");
        var patched = await ns.PatchAsync("configmaps/a", "metadata: {finalizers: [deploy.test/two]}", ClusterApi.Strategic);
        Assert.Equal(2, patched.At("metadata.finalizers")!.AsArray().Count);
        patched = await ns.PatchAsync("configmaps/a", "metadata: {$deleteFromPrimitiveList/finalizers: [deploy.test/one, deploy.test/two]}", ClusterApi.Strategic);
        Assert.Null(patched.At("metadata.finalizers"));
    }

    private static async Task<JsonNode?> PatchSpecAsync(TestNamespace ns, string podSpec) =>
        (await ns.PatchAsync("deployments/web", "spec: {template: {spec: " + podSpec + "}}", ClusterApi.Strategic)).At("spec.template.spec");
}
