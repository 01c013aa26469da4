using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class KilledStatefulSetTests(ReleaseCluster cluster, ITestOutputHelper output) : KilledClientCase(cluster, output, StrategyKind.Batched)
{
    protected override int Replicas => 2;

    protected override Task PublishAsync(ReleaseBed bed) => bed.PublishManifestAsync(Manifests.StatefulSet(replicas: 2));

    protected override async Task AssertCleanAsync(ReleaseBed bed, string when)
    {
        var set = await bed.ReadAsync("StatefulSet");
        Assert.True(set.CountAt("spec", "updateStrategy", "rollingUpdate", "partition") == 0, $"{when}: the partition is left.");
        Assert.Null(set.At("metadata", "annotations", ModuleLabels.Lock));
    }
}
