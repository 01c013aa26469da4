namespace Deploy.Conformance.Tests.Clusters;

/// <summary>What every group of cases shares: a namespace of its own on the cluster that the theory names.</summary>
public abstract class ConformanceCase(ClusterPair clusters)
{
    protected async Task<TestNamespace> OpenAsync(ClusterKind kind) => await TestNamespace.CreateAsync((await clusters.GetAsync(kind)).Api);

    protected Task<ConformanceCluster> GetClusterAsync(ClusterKind kind) => clusters.GetAsync(kind);
}
