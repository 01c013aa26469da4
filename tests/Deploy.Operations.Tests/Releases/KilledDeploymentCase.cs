using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>The same for a Deployment with a Service.</summary>
public abstract class KilledDeploymentCase(ReleaseCluster cluster, ITestOutputHelper output, StrategyKind strategy) : KilledClientCase(cluster, output, strategy)
{
    protected override int Replicas => 2;

    protected override Task PublishAsync(ReleaseBed bed) => bed.PublishAsync(bed.Spec(replicas: 2) with { Service = new ModuleService { Port = 8080 } });

    protected override async Task AssertCleanAsync(ReleaseBed bed, string when)
    {
        var deployment = await bed.ReadAsync("Deployment");
        Assert.True(deployment.CountAt("spec", "minReadySeconds") == 0, $"{when}: the barrier is left.");
        Assert.Null(deployment.At("metadata", "annotations", ModuleLabels.Lock));
        var service = await bed.ReadAsync("Service");
        Assert.True(service.At("spec", "selector", "pod-template-hash") is null, $"{when}: the Service is left pinned.");
    }
}
