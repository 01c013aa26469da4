namespace Deploy.Conformance.Tests.Subresources;

public sealed class ScaleTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task It_shows_and_sets_the_replicas(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0, image: "missing.local/none:1"));
        var scale = await ns.GetAsync("deployments/web/scale");
        Assert.Equal("Scale", scale.Text("kind"));
        Assert.Equal("autoscaling/v1", scale.Text("apiVersion"));
        Assert.Equal("app=web", scale.Text("status.selector"));

        // The controller may write the deployment at any moment: without a version the scale is set whatever it did.
        scale["metadata"]!.AsObject().Remove("resourceVersion");
        scale["spec"]!["replicas"] = 2;
        Assert.Equal(2, (await ns.PutAsync("deployments/web/scale", scale)).Number("spec.replicas"));
        var web = await ns.GetAsync("deployments/web");
        Assert.Equal(2, web.Number("spec.replicas"));
        Assert.Equal(2, web.Number("metadata.generation"));
    }

    [Theory, BothClusters]
    public async Task It_is_patched(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("statefulsets", Samples.StatefulSet("db", replicas: 0));
        Assert.Equal(1, (await ns.PatchAsync("statefulsets/db/scale", "spec: {replicas: 1}")).Number("spec.replicas"));
        Assert.Equal(1, (await ns.GetAsync("statefulsets/db")).Number("spec.replicas"));
    }

    [Theory, BothClusters]
    public async Task A_stale_scale_is_a_conflict(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("replicasets", Samples.ReplicaSet("web", replicas: 0));
        var scale = await ns.GetAsync("replicasets/web/scale");
        await ns.PatchAsync("replicasets/web", "metadata: {labels: {a: b}}");
        scale["spec"]!["replicas"] = 3;
        (await ns.TryPutAsync("replicasets/web/scale", scale)).Refuse(HttpStatusCode.Conflict, "Conflict");
    }

    [Theory, BothClusters]
    public async Task It_cannot_go_below_zero(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0));
        (await ns.TryPatchAsync("deployments/web/scale", "spec: {replicas: -1}")).Refuse(HttpStatusCode.UnprocessableEntity, "Invalid");
    }
}
