using System.Diagnostics;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.LocalCluster.Nodes;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>1,000 replicas from the write of their Deployment until all are Ready, with the same node agent on both clusters.</summary>
internal sealed class PublishThousand : IComparison
{
    private const int Replicas = 1000;
    private const int Rounds = 7;

    // As many requests as the real controllers want: their default of 20 a second would make the comparison too easy.
    private static readonly RealControlPlaneOptions Unthrottled = new() { ControllerRequestRate = 2000 };

    public string Name => "publish";

    public string? Missing => RealControlPlane.Missing;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        var (ours, peer) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await OnEmbeddedAsync(ct));
            peer.Add(await OnRealAsync(ct));
        }
        return [new ResultRow("1,000 replicas from publish to all Responsive (s)", ours, "real control plane, controllers unthrottled", peer, 0.3)];
    }

    private static async Task<double> OnEmbeddedAsync(CancellationToken ct)
    {
        await using var cluster = await EmbeddedCluster.StartAsync(new LocalClusterOptions(), ct);
        return await PublishAsync(cluster.Connection, ct);
    }

    private static async Task<double> OnRealAsync(CancellationToken ct)
    {
        await using var plane = await RealControlPlane.StartAsync(Unthrottled, ct);
        var connection = KubeConfig.Load([plane.Kubeconfig]).Connect();
        await using var nodes = await NodePool.StartAsync(connection, new NodePoolOptions { Speed = 10 }, ct: ct);
        return await PublishAsync(connection, ct);
    }

    private static async Task<double> PublishAsync(ClusterConnection connection, CancellationToken ct)
    {
        using var client = new KubernetesClient(connection);
        var begun = Stopwatch.GetTimestamp();
        await client.CreateAsync(Workload.Deployments, "default", Workload.Deployment("biz1", Replicas, "registry.local/ok:1"), cancellationToken: ct);
        await Workload.UntilAsync(client, "biz1", deployment => Workload.Count(deployment, "readyReplicas") == Replicas, ct);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
