using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class KilledDaemonSetTests(ReleaseCluster cluster, ITestOutputHelper output) : KilledClientCase(cluster, output, StrategyKind.Batched)
{
    protected override int Replicas => 3;

    protected override Task PublishAsync(ReleaseBed bed) => bed.PublishAsync(bed.Spec() with { Kind = ModuleKind.DaemonSet, Replicas = null });

    protected override async Task AssertCleanAsync(ReleaseBed bed, string when)
    {
        var set = await bed.ReadAsync("DaemonSet");
        Assert.True(set.TextAt("spec", "updateStrategy", "type") == "RollingUpdate", $"{when}: its own strategy is not back.");
        Assert.Null(set.At("metadata", "annotations", ModuleLabels.Lock));
    }
}
