namespace Deploy.Conformance.Tests.Patches;

public sealed class MergePatchTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task Null_removes_and_the_rest_stays(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "{metadata: {name: a, labels: {x: '1', y: '2'}}, data: {k: v, l: w}}");
        var patched = await ns.PatchAsync("configmaps/a", "{metadata: {labels: {x: null}}, data: {k: null, m: new}}");
        Assert.Null(patched.At("metadata.labels.x"));
        Assert.Equal("2", patched.Text("metadata.labels.y"));
        Assert.Equal("""{"l":"w","m":"new"}""", patched.At("data")!.ToJsonString());
    }

    [Theory, BothClusters]
    public async Task A_list_is_replaced_whole(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0));
        var patched = await ns.PatchAsync("deployments/web", "spec: {template: {spec: {containers: [{name: other, image: 'x:1'}]}}}");
        Assert.Equal("other", Assert.Single(patched.Items("spec.template.spec.containers")).Text("name"));
    }

    [Theory, BothClusters]
    public async Task A_field_that_our_models_do_not_know_survives(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0));
        await ns.PatchAsync("deployments/web", "spec: {template: {spec: {hostAliases: [{ip: 127.0.0.9, hostnames: [there]}], setHostnameAsFQDN: true}}}");
        var patched = await ns.PatchAsync("deployments/web", "spec: {template: {metadata: {labels: {extra: 'yes'}}}}");
        Assert.Equal("there", patched.Text("spec.template.spec.hostAliases.0.hostnames.0"));
        Assert.Equal("true", patched.Text("spec.template.spec.setHostnameAsFQDN"));
        var sets = await ns.UntilAsync("replicasets", list => list.Items().Any(set => set.Text("spec.template.metadata.labels.extra") == "yes"));
        var newest = sets.Items().Single(set => set.Text("spec.template.metadata.labels.extra") == "yes");
        Assert.Equal("there", newest.Text("spec.template.spec.hostAliases.0.hostnames.0"));
    }

    [Theory, BothClusters]
    public async Task A_missing_object_is_not_made(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        (await ns.TryPatchAsync("configmaps/a", "data: {k: v}")).Refuse(HttpStatusCode.NotFound, "NotFound");
    }

    [Theory, BothClusters]
    public async Task An_unknown_kind_of_patch_is_refused(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a}");
        (await ns.TryPatchAsync("configmaps/a", "data: {k: v}", "application/json")).Refuse(HttpStatusCode.UnsupportedMediaType, "UnsupportedMediaType");
    }

    [Theory, BothClusters]
    public async Task A_patch_that_makes_it_invalid_changes_nothing(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var before = await ns.CreateAsync("replicasets", Samples.ReplicaSet("web", replicas: 0));
        (await ns.TryPatchAsync("replicasets/web", "{metadata: {labels: {a: b}}, spec: {replicas: -1}}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
        var after = await ns.GetAsync("replicasets/web");
        Assert.Null(after.At("metadata.labels.a"));
        Assert.Equal(before.Number("metadata.generation"), after.Number("metadata.generation"));
    }

    [Theory, BothClusters]
    public async Task The_name_cannot_be_patched(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a}");
        Assert.Equal(HttpStatusCode.BadRequest, (await ns.TryPatchAsync("configmaps/a", "metadata: {name: b}")).Code);
    }
}
