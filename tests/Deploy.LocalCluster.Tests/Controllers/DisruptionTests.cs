using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Controllers;

public sealed class DisruptionTests : LoopTest
{
    [Theory]
    [InlineData("minAvailable: 2", 1, 2)]
    [InlineData("maxUnavailable: 1", 1, 2)]
    [InlineData("minAvailable: 100%", 0, 3)]
    public async Task The_budget_says_how_many_may_go(string spec, int allowed, int desired)
    {
        await CreateAsync(spec);
        await Eventually.UntilAsync(
            async () => (await Client.GetAsync(Resources.PodDisruptionBudgets, "default", "web")).Status is { } status
                && status.DisruptionsAllowed == allowed && status.DesiredHealthy == desired && status.CurrentHealthy == 3,
            "the budget's status");
    }

    [Fact]
    public async Task Evictions_are_granted_one_after_the_other_as_replacements_become_ready()
    {
        await CreateAsync("maxUnavailable: 1");
        foreach (var pod in await PodsAsync("web"))
        {
            await Eventually.UntilAsync(
                async () =>
                {
                    try
                    {
                        await Client.EvictAsync("default", pod.Metadata.Name);
                        return true;
                    }
                    catch (KubernetesException failure) when (failure.IsTooManyRequests)
                    {
                        var ready = (await PodsAsync("web")).Count(other => other.Metadata.DeletionTimestamp is null && other.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }));
                        Assert.True(ready >= 2);
                        return false;
                    }
                },
                $"{pod.Metadata.Name} evicted");
        }

        await UntilReadyAsync("web", 3);
    }

    private async Task CreateAsync(string spec)
    {
        await CreateDeploymentAsync("web", 3);
        await UntilReadyAsync("web", 3);
        await CreateAsync(Resources.PodDisruptionBudgets.As(Deploy.Kubernetes.Serialization.ModelJson.Of<System.Text.Json.Nodes.JsonObject>), $$"""
            metadata: { name: web }
            spec: { {{spec}}, selector: { matchLabels: { app: web } } }
            """);
        await Eventually.UntilAsync(async () => (await Client.GetAsync(Resources.PodDisruptionBudgets, "default", "web")).Status.ExpectedPods == 3, "the budget observed");
    }
}
