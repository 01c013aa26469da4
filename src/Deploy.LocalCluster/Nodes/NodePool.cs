using Deploy.Kubernetes;
using Deploy.LocalCluster.Controllers;
using Deploy.LocalCluster.Controllers.Events;
using Deploy.LocalCluster.Network;
using Deploy.LocalCluster.Nodes.Agent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.LocalCluster.Nodes;

/// <summary>
/// Simulated nodes. A pool is nothing but a Kubernetes client: it serves any control plane, the embedded one or a real one.
/// What its containers do is chosen by their image's name: see docs/simulated-images.md.
/// </summary>
public sealed class NodePool : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly KubernetesClient client;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly PodAgent agent;
    private readonly NodeHeartbeat heartbeat;
    private readonly List<SimulatedNode> nodes;
    private Task running = Task.CompletedTask;

    private NodePool(ClusterConnection connection, NodePoolOptions options, TimeProvider time, ILogger logger)
    {
        (Options, this.time, this.logger) = (options, time, logger);
        client = new(connection, new() { TimeProvider = time, Logger = logger, Name = "kubelet" });
        nodes = [.. Enumerable.Range(1, options.Count).Select(number => new SimulatedNode($"{options.NamePrefix}{number}", number))];
        Events = new(client, time, logger);
        agent = new(client, nodes, Network, Events, options, time, logger);
        heartbeat = new(client, nodes, options, time, logger);
    }

    /// <summary>Leads to the pods of the pool.</summary>
    public SimulatedNetwork Network { get; } = new();

    /// <summary>The names of the nodes.</summary>
    public IEnumerable<string> NodeNames => nodes.Select(node => node.Name);

    internal NodePoolOptions Options { get; }

    internal PodAgent Agent => agent;

    private EventRecorder Events { get; }

    /// <summary>Registers the nodes and begins to run pods; returns when both are done.</summary>
    /// <param name="connection">The control plane.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="time">Null: the system's clock.</param>
    /// <param name="logger">Null: nothing is logged.</param>
    /// <param name="ct">Gives the start up.</param>
    /// <exception cref="KubernetesException">The control plane refuses the nodes.</exception>
    public static async Task<NodePool> StartAsync(ClusterConnection connection, NodePoolOptions? options = null, TimeProvider? time = null, ILogger? logger = null, CancellationToken ct = default)
    {
        var pool = new NodePool(connection, options ?? new(), time ?? TimeProvider.System, logger ?? NullLogger.Instance);
        try
        {
            await pool.heartbeat.RegisterAsync(ct);
            pool.running = Task.WhenAll(pool.Supervise("heartbeat", pool.heartbeat.RunAsync), pool.Supervise("pods", pool.agent.RunAsync), pool.Supervise("events", pool.Events.RunAsync));
            await pool.agent.Pods.WaitForSyncAsync(ct);
            return pool;
        }
        catch
        {
            await pool.DisposeAsync();
            throw;
        }
    }

    /// <summary>Switches a node off, as by pulling its plug: its processes are gone and nothing is reported any more.</summary>
    /// <exception cref="ArgumentException">The pool has no such node.</exception>
    public void SwitchOff(string nodeName)
    {
        Find(nodeName).IsDown = true;
        agent.Revisit(nodeName);
    }

    /// <summary>Switches a node on again: it reports Ready and starts what is still bound to it.</summary>
    /// <exception cref="ArgumentException">The pool has no such node.</exception>
    public async Task SwitchOnAsync(string nodeName, CancellationToken ct = default)
    {
        var node = Find(nodeName);
        node.IsDown = false;
        await heartbeat.BeatAsync(node, ct);
        agent.Revisit(nodeName);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        agent.Dispose();
        client.Dispose();
        stop.Dispose();
    }

    internal bool Owns(string nodeName) => nodes.Exists(node => node.Name == nodeName);

    private Task Supervise(string name, Func<CancellationToken, Task> loop) => LoopSupervision.RunAsync(name, loop, time, logger, stop.Token);

    private SimulatedNode Find(string nodeName) =>
        nodes.Find(node => node.Name == nodeName) ?? throw new ArgumentException($"The pool has no node '{nodeName}'; it has {string.Join(", ", NodeNames)}.", nameof(nodeName));
}
