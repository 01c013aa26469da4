using Deploy.Kubernetes;
using Deploy.LocalCluster.Network;
using Deploy.LocalCluster.Nodes;
using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A running cluster as tests of releases see it.</summary>
/// <param name="Connection">The way to it.</param>
/// <param name="Client">A client of it.</param>
/// <param name="CreateHandler">Makes a handler that speaks to it, for tests that get in the way.</param>
/// <param name="Network">Leads to the pods; null where the API server itself does.</param>
public sealed record ReleaseHost(ClusterConnection Connection, KubernetesClient Client, Func<HttpMessageHandler> CreateHandler, SimulatedNetwork? Network, Stack<IAsyncDisposable> Parts) : IAsyncDisposable
{
    /// <summary>A kubeconfig file for kubectl; empty where none was asked for.</summary>
    public string Kubeconfig { get; init; } = "";

    public static ReleaseHost Of(LocalClusterFixture fixture) => new(fixture.Cluster.Connection, fixture.Client, fixture.Cluster.CreateHandler, null, []);

    /// <summary>A real control plane; the case is skipped, with the reason, where there is none.</summary>
    public static async Task<ReleaseHost> StartRealAsync()
    {
        // Not throttled as a small cluster is: the cases are many.
        var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { ControllerRequestRate = 500 });
        var connection = KubeConfig.Load([plane.Kubeconfig]).Connect();
        var nodes = await NodePool.StartAsync(connection, new NodePoolOptions { Speed = 10 });
        await ReadyNodes.UntilTheyTakePodsAsync(connection, nodes.NodeNames.Count());
        return new ReleaseHost(connection, new KubernetesClient(connection), plane.CreateHandler, nodes.Network, new Stack<IAsyncDisposable>([plane, nodes])) { Kubeconfig = plane.Kubeconfig };
    }

    /// <summary>A client whose requests go through a handler of the test's own.</summary>
    public KubernetesClient Through(HttpMessageHandler handler, KubernetesClientOptions? options = null) => new(Connection with { Handler = handler }, options);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        while (Parts.TryPop(out var part))
            await part.DisposeAsync();
    }
}
