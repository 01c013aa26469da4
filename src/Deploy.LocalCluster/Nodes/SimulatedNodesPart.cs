using Deploy.Kubernetes;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Nodes;

/// <summary>The simulated nodes of a local cluster: their pods' logs and ports are reached through the API server.</summary>
internal sealed class SimulatedNodesPart : IClusterPart, IPodBackend
{
    /// <summary>A local cluster is for looking at: nobody wants to wait five minutes for a restart.</summary>
    private const double LocalSpeed = 10;

    private NodePool? pool;
    private IDisposable? registration;

    public string Name => "nodes";

    public async Task StartAsync(ClusterContext context, CancellationToken ct)
    {
        var options = new NodePoolOptions { Count = context.Options.Nodes, Speed = LocalSpeed };
        pool = await NodePool.StartAsync(context.Connection, options, context.TimeProvider, context.LoggerFactory.CreateLogger("Deploy.LocalCluster.Nodes"), ct);
        registration = context.PodBackends.Add(this);
    }

    public bool Owns(string nodeName) => pool?.Owns(nodeName) == true;

    public IAsyncEnumerable<LogLine>? ReadLog(PodLogQuery query, CancellationToken ct) =>
        pool?.Agent.Find(new ObjectKey(query.Namespace, query.Pod)) is { } runtime && runtime.Pod.Metadata.Uid == query.Uid
            ? runtime.Logs.Find(query.Container, query.Previous)?.ReadAsync(query.TailLines, query.Since, query.Follow, ct)
            : null;

    public Task<HttpResponseMessage> SendAsync(PodTarget target, HttpRequestMessage request, CancellationToken ct) =>
        pool!.Network.SendAsync(target.Ip, target.Port, request, ct);

    public async ValueTask DisposeAsync()
    {
        registration?.Dispose();
        if (pool is not null)
            await pool.DisposeAsync();
    }
}
