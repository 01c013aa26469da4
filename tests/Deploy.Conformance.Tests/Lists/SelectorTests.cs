namespace Deploy.Conformance.Tests.Lists;

public sealed class SelectorTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task Labels_select(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a, labels: {app: web, tier: front}}");
        await ns.CreateAsync("configmaps", "metadata: {name: b, labels: {app: web, tier: back}}");
        await ns.CreateAsync("configmaps", "metadata: {name: c, labels: {app: job}}");
        await ns.CreateAsync("configmaps", "metadata: {name: d}");

        await ExpectAsync(ns, "app=web", "a", "b");
        await ExpectAsync(ns, "app==web,tier=front", "a");
        await ExpectAsync(ns, "app in (web, job)", "a", "b", "c");
        await ExpectAsync(ns, "app notin (web)", "c", "d");
        await ExpectAsync(ns, "app!=web", "c", "d");
        await ExpectAsync(ns, "tier", "a", "b");
        await ExpectAsync(ns, "app,!tier", "c");
        await ExpectAsync(ns, "app=nobody");
    }

    [Theory, BothClusters]
    public async Task A_malformed_selector_is_a_bad_request(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        (await ns.TryGetAsync("configmaps", "labelSelector=" + Uri.EscapeDataString("app in web"))).Refuse(HttpStatusCode.BadRequest, "BadRequest");
    }

    [Theory, BothClusters]
    public async Task Fields_select(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Samples.Pod("a", node: "nobody-1"));
        await ns.CreateAsync("pods", Samples.Pod("b", node: "nobody-2"));
        await ns.PatchAsync("pods/b/status", "status: {phase: Running}");

        await ExpectFieldsAsync(ns, "metadata.name=a", "a");
        await ExpectFieldsAsync(ns, "metadata.name!=a", "b");
        await ExpectFieldsAsync(ns, "spec.nodeName=nobody-2", "b");
        await ExpectFieldsAsync(ns, "status.phase=Running,spec.nodeName=nobody-2", "b");
        await ExpectFieldsAsync(ns, "status.phase!=Running", "a");
        await ExpectFieldsAsync(ns, $"metadata.namespace={ns.Name}", "a", "b");
    }

    [Theory, BothClusters]
    public async Task An_unsupported_field_is_a_bad_request(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        var status = (await ns.TryGetAsync("pods", "fieldSelector=spec.hostname%3Da")).Refuse(HttpStatusCode.BadRequest, "BadRequest");
        Assert.Contains("spec.hostname", status.Text("message"), StringComparison.Ordinal);
    }

    [Theory, BothClusters]
    public async Task Events_are_found_by_what_they_are_about(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await CreateEventAsync(ns, "one", "p1");
        await CreateEventAsync(ns, "two", "p2");
        var found = await ns.GetAsync("events", "fieldSelector=involvedObject.name%3Dp2,involvedObject.kind%3DPod,reason%3DTested");
        Assert.Equal(["two"], found.Names());
    }

    [Theory, BothClusters]
    public async Task A_collection_is_deleted_by_selector(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("configmaps", "metadata: {name: a, labels: {app: web}}");
        await ns.CreateAsync("configmaps", "metadata: {name: b, labels: {app: job}}");
        await ns.DeleteAsync("configmaps", query: "labelSelector=app%3Dweb");
        Assert.DoesNotContain("a", (await ns.GetAsync("configmaps")).Names());
        Assert.Contains("b", (await ns.GetAsync("configmaps")).Names());
    }

    private static Task CreateEventAsync(TestNamespace ns, string name, string pod) => ns.CreateAsync("events",
        $"{{metadata: {{name: {name}}}, reason: Tested, type: Normal, involvedObject: {{kind: Pod, namespace: {ns.Name}, name: {pod}}}}}");

    private static async Task ExpectAsync(TestNamespace ns, string selector, params string[] names) =>
        Assert.Equal(names, Own(await ns.GetAsync("configmaps", "labelSelector=" + Uri.EscapeDataString(selector))));

    private static async Task ExpectFieldsAsync(TestNamespace ns, string selector, params string[] names) =>
        Assert.Equal(names, Own(await ns.GetAsync("pods", "fieldSelector=" + Uri.EscapeDataString(selector))));

    // A newer controller manager puts a ConfigMap of its own into every namespace.
    private static IEnumerable<string> Own(System.Text.Json.Nodes.JsonObject list) => list.Names().Where(name => name != "kube-root-ca.crt");
}
