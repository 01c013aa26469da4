using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Api;

public sealed class SubresourceTests : ApiTest
{
    private static readonly ResourceType<JsonObject> Budgets = Untyped("policy", "poddisruptionbudgets", "PodDisruptionBudget");

    [Fact]
    public async Task Scale_changes_replicas_and_nothing_else()
    {
        await CreateAsync(Deployments, Workload);
        await Client.SetScaleAsync(Deployments, "default", "web", 6);
        Assert.Equal(6, await Client.GetScaleAsync(Deployments, "default", "web"));
        Assert.Equal(2, Generation(await GetAsync(Deployments, "web")));
        var negative = Patch.Merge(Yaml.Read("spec: { replicas: -1 }"));
        Assert.True((await FailsAsync(() => Client.PatchAsync(Deployments, "default", "web", negative, new PatchOptions { Subresource = "scale" }))).IsInvalid);
        Assert.Equal(6, await Client.GetScaleAsync(Deployments, "default", "web"));
    }

    [Fact]
    public async Task An_eviction_takes_from_the_budget_until_nothing_is_left()
    {
        foreach (var name in (string[])["a", "b"]) await RunningAsync(name);
        await CreateAsync(Budgets, "metadata: { name: keep }\nspec: { minAvailable: 1, selector: { matchLabels: { app: web } } }");
        await StatusAsync(Budgets, "keep", "observedGeneration: 1, currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1");
        await Client.EvictAsync("default", "a");
        var budget = (await GetAsync(Budgets, "keep"))["status"]!;
        Assert.Equal((0, "2026-01-01T00:00:00Z"), ((int)budget["disruptionsAllowed"]!, (string?)budget["disruptedPods"]!["a"]));
        var refused = await FailsAsync(() => Client.EvictAsync("default", "b"));
        Assert.True(refused.IsTooManyRequests);
        Assert.Contains(refused.Status!.Details!.Causes!, cause => cause.Message!.Contains("needs 1 healthy pods and has 2 currently", StringComparison.Ordinal));
        Assert.NotNull((await GetAsync(Pods, "a"))["metadata"]!["deletionTimestamp"]);
        Assert.Null((await GetAsync(Pods, "b"))["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task A_pod_that_is_not_ready_may_go_while_the_others_are_enough()
    {
        await RunningAsync("sick", ready: "False");
        await CreateAsync(Budgets, "metadata: { name: keep }\nspec: { minAvailable: 1, selector: { matchLabels: { app: web } } }");
        await StatusAsync(Budgets, "keep", "observedGeneration: 1, currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 0");
        await Client.EvictAsync("default", "sick");
        Assert.NotNull((await GetAsync(Pods, "sick"))["metadata"]!["deletionTimestamp"]);
    }

    private async Task RunningAsync(string name, string ready = "True")
    {
        await CreateAsync(Pods, $"metadata: {{ name: {name}, labels: {{ app: web }} }}\nspec: {{ nodeName: n1, containers: [ {{ name: c, image: ok }} ] }}");
        await StatusAsync(Pods, name, $"phase: Running, conditions: [ {{ type: Ready, status: '{ready}' }} ]");
    }

    private Task StatusAsync(ResourceType<JsonObject> type, string name, string status) =>
        Client.PatchAsync(type, "default", name, Patch.Merge(Yaml.Read($"status: {{ {status} }}")), new PatchOptions { Subresource = "status" });
}
