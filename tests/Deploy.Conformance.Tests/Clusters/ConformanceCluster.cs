using Deploy.LocalCluster.Network;

namespace Deploy.Conformance.Tests.Clusters;

/// <summary>One running cluster as the cases see it; everything that it consists of ends with it.</summary>
public sealed class ConformanceCluster(ClusterApi api, string kubeconfig, Func<Task> forgetHistory, Stack<IAsyncDisposable> parts) : IAsyncDisposable
{
    public ClusterApi Api => api;

    /// <summary>A kubeconfig file for kubectl.</summary>
    public string Kubeconfig => kubeconfig;

    /// <summary>Connection string of a blob store beside it: the embedded cluster's own, or a real blob service where there is one.</summary>
    public required string Store { get; init; }

    /// <summary>Leads to the pods on the simulated nodes; null where the API server itself forwards to them.</summary>
    public SimulatedNetwork? Network { get; init; }

    /// <summary>Makes every version before this moment too old to watch from.</summary>
    public Task ForgetHistoryAsync() => forgetHistory();

    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
            await part.DisposeAsync();
    }
}
