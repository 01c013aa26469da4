namespace Deploy.Conformance.Tests.Subresources;

public sealed class EvictionTests(ClusterPair clusters) : ConformanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task Without_a_budget_it_deletes(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("pods", Samples.Pod("p", node: "nobody"));
        var answer = (await EvictAsync(ns, "p")).Succeed();
        Assert.Equal("Success", answer.Text("status"));
        await ns.UntilGoneAsync("pods/p");
    }

    [Theory, BothClusters]
    public async Task A_budget_without_room_refuses(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("poddisruptionbudgets", "{metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}");
        await ns.CreateAsync("pods", Samples.Pod("p", node: "nobody"));
        await ReadyAsync(ns, "p");
        await ns.UntilAsync("poddisruptionbudgets/web", budget => budget.Number("status.currentHealthy") == 1);
        var status = (await EvictAsync(ns, "p")).Refuse(HttpStatusCode.TooManyRequests, "TooManyRequests");
        Assert.Equal("DisruptionBudget", status.Text("details.causes.0.reason"));
        await ns.GetAsync("pods/p");
    }

    [Theory, BothClusters]
    public async Task A_budget_with_room_lets_one_go_and_counts_it(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("poddisruptionbudgets", "{metadata: {name: web}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}");
        foreach (var name in new[] { "p", "q" })
        {
            await ns.CreateAsync("pods", Samples.Pod(name, node: "nobody"));
            await ReadyAsync(ns, name);
        }
        var budget = await ns.UntilAsync("poddisruptionbudgets/web", budget => budget.Number("status.disruptionsAllowed") == 1);
        Assert.Equal(2, budget.Number("status.expectedPods"));
        Assert.Equal(1, budget.Number("status.desiredHealthy"));
        (await EvictAsync(ns, "p")).Succeed();
        (await EvictAsync(ns, "q")).Refuse(HttpStatusCode.TooManyRequests, "TooManyRequests");
    }

    private static Task<ApiAnswer> EvictAsync(TestNamespace ns, string pod) => ns.TryCreateAsync($"pods/{pod}/eviction",
        $"{{apiVersion: {ns.PolicyVersion}, kind: Eviction, metadata: {{name: {pod}}}, deleteOptions: {{gracePeriodSeconds: 0}}}}");

    private static Task ReadyAsync(TestNamespace ns, string pod) =>
        ns.PatchAsync($"pods/{pod}/status", "status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}", ClusterApi.Strategic);
}
