using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.LocalCluster.Nodes;
using Deploy.Testing.Servers;

namespace Deploy.Conformance.Tests.Clusters;

/// <summary>Starts the real control plane, with the embedded cluster's own node agent as its nodes, and a blob store.</summary>
internal static class RealStart
{
    public static async Task<ConformanceCluster> RunAsync()
    {
        var plane = await RealControlPlane.StartAsync();
        var http = new HttpClient(plane.CreateHandler()) { BaseAddress = plane.Server, Timeout = Timeout.InfiniteTimeSpan };
        var api = new ClusterApi(http);
        // As fast as the embedded cluster's own nodes.
        var connection = KubeConfig.Load([plane.Kubeconfig]).Connect();
        var nodes = await NodePool.StartAsync(connection, new NodePoolOptions { Speed = 10 });
        await ReadyNodes.UntilTheyTakePodsAsync(connection, nodes.NodeNames.Count());
        var logs = await KubeletLogs.StartAsync(api, nodes);
        var (store, service) = await StoreAsync();
        return new ConformanceCluster(api, plane.Kubeconfig, () => ForgetHistoryAsync(plane, api), new Stack<IAsyncDisposable>([plane, service, nodes, logs]))
        {
            Store = store,
            Network = nodes.Network,
        };
    }

    // A real blob service where this machine has one; CI has.
    private static async Task<(string ConnectionString, IAsyncDisposable Service)> StoreAsync()
    {
        if (Azurite.Missing is null)
        {
            var azurite = await Azurite.StartAsync();
            return (azurite.ConnectionString, azurite);
        }
        var local = await EmbeddedCluster.StartAsync(new LocalClusterOptions { Listen = true, Loops = false });
        return (local.Blobs.ConnectionString, local);
    }

    private static async Task ForgetHistoryAsync(RealControlPlane plane, ClusterApi api) =>
        await plane.ForgetAsync((await api.GetAsync("/api/v1/namespaces?limit=1")).Version());
}
