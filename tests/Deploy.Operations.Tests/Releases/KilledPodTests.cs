using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class KilledPodTests(ReleaseCluster cluster, ITestOutputHelper output) : KilledClientCase(cluster, output, StrategyKind.Rolling)
{
    protected override int Replicas => 1;

    protected override Task PublishAsync(ReleaseBed bed) => bed.PublishAsync(bed.Spec() with { Kind = ModuleKind.Pod, Replicas = null });

    protected override async Task AssertCleanAsync(ReleaseBed bed, string when)
    {
        var pod = await bed.ReadAsync("Pod");
        Assert.True(pod.At("metadata", "annotations", ModuleLabels.Lock) is null, $"{when}: the lock is left.");
    }
}
