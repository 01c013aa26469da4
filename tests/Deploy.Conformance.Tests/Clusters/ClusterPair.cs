using Deploy.Testing.Servers;

[assembly: AssemblyFixture(typeof(Deploy.Conformance.Tests.Clusters.ClusterPair))]

namespace Deploy.Conformance.Tests.Clusters;

/// <summary>Both clusters, each started by the first case that asks for it and shared by all of the run.</summary>
public sealed class ClusterPair : IAsyncDisposable
{
    private readonly Lazy<Task<ConformanceCluster>> _embedded = new(EmbeddedStart.RunAsync);
    private readonly Lazy<Task<ConformanceCluster>> _real = new(RealStart.RunAsync);

    /// <summary>The cluster; skips the case, with the reason, where it cannot be had.</summary>
    public async Task<ConformanceCluster> GetAsync(ClusterKind kind)
    {
        if (kind == ClusterKind.Embedded)
            return await _embedded.Value;
        if (RealControlPlane.Missing is { } reason)
            Assert.Skip(reason);
        return await _real.Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in new[] { _embedded, _real }.Where(cluster => cluster.IsValueCreated))
            await (await cluster.Value).DisposeAsync();
    }
}
