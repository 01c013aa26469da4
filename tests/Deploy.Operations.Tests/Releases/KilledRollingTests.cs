using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class KilledRollingTests(ReleaseCluster cluster, ITestOutputHelper output) : KilledDeploymentCase(cluster, output, StrategyKind.Rolling);
