namespace Deploy.Conformance.Tests.Workloads;

public sealed class ReplicaSetTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task It_adopts_what_it_selects(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var lonely = await ns.CreateAsync("pods", Samples.Pod("lonely"));
        await ns.CreateAsync("replicasets", Samples.ReplicaSet("web", replicas: 2));
        await ns.UntilAsync("replicasets/web", set => set.Number("status.replicas") == 2);
        var adopted = await ns.UntilAsync("pods/lonely", pod => pod.At("metadata.ownerReferences.0") is not null);
        Assert.Equal("web", adopted.Text("metadata.ownerReferences.0.name"));
        Assert.Equal(lonely.Text("metadata.uid"), adopted.Text("metadata.uid"));
        await ns.UntilAsync("pods", list => list.Items().Count == 2);
    }

    [Theory, BothClusters]
    public async Task It_releases_and_replaces_what_leaves_its_selection(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("replicasets", Samples.ReplicaSet("web", replicas: 1));
        var pod = (await ns.UntilAsync("pods", list => list.Items().Any(each => each.Condition("Ready") == "True"))).Items()[0].Name();
        await ns.PatchAsync($"pods/{pod}", "metadata: {labels: {app: else}}");
        await ns.UntilAsync($"pods/{pod}", each => each.At("metadata.ownerReferences") is null);
        await ns.UntilAsync("pods", list => list.Items().Count == 2);
        await ns.DeleteAsync($"pods/{pod}", "gracePeriodSeconds: 0");
    }

    [Theory, BothClusters]
    public async Task A_lost_pod_is_replaced(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("replicasets", Samples.ReplicaSet("web", replicas: 1));
        var lost = (await ns.UntilAsync("pods", list => list.Items().Count == 1)).Items()[0].Name();
        await ns.DeleteAsync($"pods/{lost}");
        await ns.UntilAsync("pods", list => list.Items().Any(pod => pod.Name() != lost && pod.Condition("Ready") == "True"));
        await ns.UntilGoneAsync($"pods/{lost}");
    }

    [Theory, BothClusters]
    public async Task Scaling_down_takes_the_one_that_is_not_ready(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("replicasets", Samples.ReplicaSet("web", replicas: 2));
        await ns.UntilAsync("replicasets/web", set => set.Number("status.readyReplicas") == 2);
        await ns.PatchAsync("replicasets/web", "spec: {template: {spec: {containers: [{name: main, image: 'registry.local/missing:1'}]}}}", ClusterApi.Strategic);
        await ns.PatchAsync("replicasets/web", "spec: {replicas: 3}");
        await ns.UntilAsync("pods", list => list.Items().Count == 3);
        await ns.PatchAsync("replicasets/web", "spec: {replicas: 2}");
        var left = await ns.UntilAsync("pods", list => list.Items().Count(pod => pod.Text("metadata.deletionTimestamp") is null) == 2);
        Assert.DoesNotContain(left.Items(), pod => pod.Text("metadata.deletionTimestamp") is null && pod.Text("spec.containers.0.image") != Samples.Good);
    }
}
