using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class KilledBatchedTests(ReleaseCluster cluster, ITestOutputHelper output) : KilledDeploymentCase(cluster, output, StrategyKind.Batched);
