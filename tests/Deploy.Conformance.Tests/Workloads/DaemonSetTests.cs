namespace Deploy.Conformance.Tests.Workloads;

public sealed class DaemonSetTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    private const int Nodes = 3;

    [Theory, BothClusters]
    public async Task It_runs_once_on_every_node(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("daemonsets", Samples.DaemonSet("agent"));
        var set = await UntilReadyAsync(ns);
        Assert.Equal(Nodes, set.Number("status.desiredNumberScheduled"));
        Assert.Equal(Nodes, set.Number("status.currentNumberScheduled"));
        var pods = (await ns.GetAsync("pods")).Items();
        Assert.Equal(Nodes, pods.Select(pod => pod.Text("spec.nodeName")).Distinct().Count());
        Assert.Contains(pods[0].Items("spec.tolerations"), toleration => toleration.Text("key") == "node.kubernetes.io/unschedulable");
    }

    [Theory, BothClusters]
    public async Task It_follows_its_node_selector(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("daemonsets", Samples.DaemonSet("agent").Replace("spec: {termination", "spec: {nodeSelector: {kubernetes.io/hostname: node-2}, termination", StringComparison.Ordinal));
        await ns.UntilAsync("daemonsets/agent", set => set.Number("status.numberReady") == 1 && set.Number("status.desiredNumberScheduled") == 1);
        Assert.Equal("node-2", Assert.Single((await ns.GetAsync("pods")).Items()).Text("spec.nodeName"));
    }

    [Theory, BothClusters]
    public async Task An_update_removes_before_it_starts(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("daemonsets", Samples.DaemonSet("agent"));
        await UntilReadyAsync(ns);
        await SetImageAsync(ns);
        await ns.UntilAsync("daemonsets/agent", set => set.Number("status.observedGeneration") == 2 && set.Number("status.updatedNumberScheduled") == Nodes && set.Number("status.numberReady") == Nodes);
        Assert.Equal(2, (await ns.GetAsync("controllerrevisions")).Items().Count);
        Assert.Equal([1, 2], (await ns.GetAsync("controllerrevisions")).Items().Select(revision => revision.Number("revision")).Order());
    }

    [Theory, BothClusters]
    public async Task On_delete_leaves_them_until_they_are_deleted(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("daemonsets", Samples.DaemonSet("agent", spec: "updateStrategy: {type: OnDelete}"));
        await UntilReadyAsync(ns);
        await SetImageAsync(ns);
        var set = await ns.UntilAsync("daemonsets/agent", set => set.Number("status.observedGeneration") == 2);
        Assert.Equal(0, set.Number("status.updatedNumberScheduled"));
        await ns.DeleteAsync($"pods/{(await ns.GetAsync("pods")).Items()[0].Name()}");
        await ns.UntilAsync("daemonsets/agent", each => each.Number("status.updatedNumberScheduled") == 1 && each.Number("status.numberReady") == Nodes);
    }

    private static Task<System.Text.Json.Nodes.JsonObject> UntilReadyAsync(TestNamespace ns) =>
        ns.UntilAsync("daemonsets/agent", set => set.Number("status.numberReady") == Nodes);

    private static Task SetImageAsync(TestNamespace ns) =>
        ns.PatchAsync("daemonsets/agent", "spec: {template: {spec: {containers: [{name: main, image: 'registry.local/ok:2'}]}}}", ClusterApi.Strategic);
}
