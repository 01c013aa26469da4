using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class KilledSafeTests(ReleaseCluster cluster, ITestOutputHelper output) : KilledDeploymentCase(cluster, output, StrategyKind.Safe);
