namespace Deploy.Conformance.Tests.Workloads;

public sealed class StatefulSetTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task It_counts_its_pods_and_starts_them_in_order(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("statefulsets", Samples.StatefulSet("db", replicas: 3));
        await ns.UntilAsync("statefulsets/db", set => set.Number("status.readyReplicas") == 3);
        var pods = (await ns.GetAsync("pods")).Items().OrderBy(JsonPaths.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["db-0", "db-1", "db-2"], pods.Select(JsonPaths.Name));
        var versions = pods.Select(pod => pod.Text("metadata.creationTimestamp")).ToList();
        Assert.Equal(versions.Order(StringComparer.Ordinal), versions);
        Assert.All(pods, pod => Assert.Equal(pod.Name(), pod.Text("spec.hostname")));
        Assert.All(pods, pod => Assert.Equal("db", pod.Text("spec.subdomain")));
        Assert.Equal("db-0", pods[0].Text("metadata.labels.statefulset|kubernetes|io/pod-name"));
        Assert.NotNull(pods[0].Text("metadata.labels.controller-revision-hash"));
    }

    [Theory, BothClusters]
    public async Task A_partition_holds_the_lower_ones_back(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("statefulsets", Samples.StatefulSet("db", replicas: 2, spec: "updateStrategy: {rollingUpdate: {partition: 1}}"));
        await ns.UntilAsync("statefulsets/db", set => set.Number("status.readyReplicas") == 2);
        await SetImageAsync(ns, "registry.local/ok:2");
        await UntilImageAsync(ns, "db-1", "registry.local/ok:2");
        await ns.UntilAsync("statefulsets/db", set => set.Number("status.updatedReplicas") == 1 && set.Number("status.readyReplicas") == 2);
        Assert.Equal(Samples.Good, (await ns.GetAsync("pods/db-0")).Text("spec.containers.0.image"));
        await ns.PatchAsync("statefulsets/db", "spec: {updateStrategy: {rollingUpdate: {partition: 0}}}");
        await UntilImageAsync(ns, "db-0", "registry.local/ok:2");
        var done = await ns.UntilAsync("statefulsets/db", set => set.Text("status.currentRevision") == set.Text("status.updateRevision"));
        Assert.Equal(2, (await ns.GetAsync("controllerrevisions")).Items().Count);
        Assert.Equal(2, done.Number("status.replicas"));
    }

    [Theory, BothClusters]
    public async Task It_shrinks_from_the_top(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("statefulsets", Samples.StatefulSet("db", replicas: 2));
        await ns.UntilAsync("statefulsets/db", set => set.Number("status.readyReplicas") == 2);
        await ns.PatchAsync("statefulsets/db/scale", "spec: {replicas: 1}");
        await ns.UntilGoneAsync("pods/db-1");
        await ns.GetAsync("pods/db-0");
    }

    [Theory, BothClusters]
    public async Task A_broken_first_one_holds_the_rest(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("statefulsets", Samples.StatefulSet("db", replicas: 2, image: "registry.local/missing:1"));
        await ns.UntilAsync("pods/db-0", pod => pod.Text("status.containerStatuses.0.state.waiting.reason") is "ErrImagePull" or "ImagePullBackOff");
        (await ns.TryGetAsync("pods/db-1")).Refuse(HttpStatusCode.NotFound, "NotFound");
    }

    private static Task SetImageAsync(TestNamespace ns, string image) =>
        ns.PatchAsync("statefulsets/db", $"spec: {{template: {{spec: {{containers: [{{name: main, image: '{image}'}}]}}}}}}", ClusterApi.Strategic);

    private static Task UntilImageAsync(TestNamespace ns, string pod, string image) =>
        ns.UntilAsync($"pods/{pod}", each => each.Text("spec.containers.0.image") == image && each.Condition("Ready") == "True");
}
