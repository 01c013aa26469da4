namespace Deploy.Conformance.Tests.Objects;

public sealed class GenerationTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task Only_a_change_of_the_spec_raises_it(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0));
        Assert.Equal(1, (await ns.PatchAsync("deployments/web", "metadata: {labels: {a: b}}")).Number("metadata.generation"));
        Assert.Equal(2, (await ns.PatchAsync("deployments/web", "metadata: {annotations: {a: b}}")).Number("metadata.generation"));
        Assert.Equal(3, (await ns.PatchAsync("deployments/web", "spec: {minReadySeconds: 3}")).Number("metadata.generation"));
        Assert.Equal(3, (await ns.PatchAsync("deployments/web", "spec: {minReadySeconds: 3}")).Number("metadata.generation"));
    }

    [Theory, BothClusters]
    public async Task The_controller_tells_which_one_it_has_seen(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 0));
        await ns.PatchAsync("deployments/web", "spec: {minReadySeconds: 3}");
        await ns.UntilAsync("deployments/web", web => web.Number("status.observedGeneration") == web.Number("metadata.generation") && web.Number("metadata.generation") >= 2);
    }

    [Theory, BothClusters]
    public async Task The_status_is_written_by_its_subresource_only(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("replicasets", Samples.ReplicaSet("web", replicas: 0));
        var ignored = await ns.PatchAsync("replicasets/web", "status: {readyReplicas: 7, replicas: 7}");
        Assert.NotEqual(7, ignored.Number("status.readyReplicas"));
    }

    [Theory, BothClusters]
    public async Task The_status_subresource_changes_the_status_only(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Samples.Pod("p", node: "nobody"));
        var written = await ns.PatchAsync("pods/p/status", "{spec: {activeDeadlineSeconds: 99}, metadata: {labels: {new: label}}, status: {phase: Running, message: hello}}");
        Assert.Equal("Running", written.Text("status.phase"));
        Assert.Null(written.At("spec.activeDeadlineSeconds"));
        Assert.Equal("hello", (await ns.GetAsync("pods/p/status")).Text("status.message"));
    }

    [Theory, BothClusters]
    public async Task Conditions_merge_by_type_in_a_strategic_patch(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Samples.Pod("p", node: "nobody"));
        await ns.PatchAsync("pods/p/status", "status: {conditions: [{type: Ready, status: 'False'}, {type: Own, status: 'True'}]}", ClusterApi.Strategic);
        var pod = await ns.PatchAsync("pods/p/status", "status: {conditions: [{type: Ready, status: 'True'}]}", ClusterApi.Strategic);
        Assert.Equal("True", pod.Condition("Ready"));
        Assert.Equal("True", pod.Condition("Own"));
    }
}
