using System.Collections.Concurrent;
using System.Globalization;
using Deploy.Controller.Arklet;
using Deploy.Controller.Heartbeats;
using Deploy.Controller.Leases;
using Deploy.Controller.Nodes;
using Deploy.Controller.Peers;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Control;

/// <summary>
/// Makes bases into nodes and pods on them into installed modules. A plain Kubernetes client: all it must remember is
/// in the cluster, so it can be killed anywhere and started again, and several can share the bases among them.
/// </summary>
public sealed partial class ModuleController
{
    private readonly ControllerParts _parts;
    private readonly ConcurrentDictionary<string, BaseAgent> _agents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _runs = new(StringComparer.Ordinal);
    private CancellationToken _stopping;
    private volatile bool _isRunning;

    /// <summary>Makes a controller; <see cref="RunAsync"/> starts it.</summary>
    public ModuleController(KubernetesClient client, ArkletClient arklet, ModuleControllerOptions options, TimeProvider time, ILogger logger)
    {
        var events = new EventWriter(client, options.Identity, time, e => LogEventLost(logger, e));
        _parts = new ControllerParts(client, arklet, new PodIndex(), new SchedulingNudge(client, time, logger), events, new ControllerMetrics(), new RevisionReader(client, time), options, time, logger);
    }

    /// <summary>The bases it knows, by their nodes' names.</summary>
    public IReadOnlyDictionary<string, BaseLiveness> Bases => _agents.Values.ToDictionary(a => a.Node, a => a.Liveness, StringComparer.Ordinal);

    /// <summary>Whether the modules' pods are known; until then nothing is done on bases.</summary>
    public bool HasSynced => _parts.Pods.HasSynced;

    /// <summary>The metrics in Prometheus' text form.</summary>
    public string DescribeMetrics() => _parts.Metrics.Write(Bases);

    /// <summary>Takes in a base's heartbeat.</summary>
    public void Hear(Heartbeat beat)
    {
        // Before it runs nothing would ever end an agent that began; the base beats again.
        if (!_isRunning || _stopping.IsCancellationRequested)
            return;
        _parts.Metrics.Heard();
        var node = BaseNode.NameOf(beat.Identity, _parts.Options.Environment);
        if (_agents.TryGetValue(node, out var known))
            known.Hear(beat);
        else if (beat.Active)
            Begin(beat, _parts.Time.GetUtcNow());
    }

    /// <summary>Runs until cancelled, or until the cluster does not let it work, then lets its bases go.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stopping = stopping.Token;
        _isRunning = true;
        try
        {
            _parts.Pods.Await(sources: 2);
            await Together.RunAsync(cancellationToken,
                FollowNodesAsync,
                AlignPeersAsync,
                _parts.Nudge.RunAsync,
                new LeaseCollector(_parts.Client, _parts.Options.Environment, _parts.Options.Timing, _parts.Time, _parts.Logger).RunAsync,
                ct => FollowPodsAsync($"{BaseLabels.DocumentedComponent}=module", ct),
                ct => FollowPodsAsync($"{BaseLabels.Component}=module,{BaseLabels.DocumentedComponent}!=module", ct));
        }
        finally
        {
            await stopping.CancelAsync();
            await StopAgentsAsync();
        }
    }

    /// <summary>
    /// Knows the bases again whose nodes an earlier controller left, without waiting for their next heartbeat, and then
    /// notes which nodes are deleted.
    /// </summary>
    private async Task FollowNodesAsync(CancellationToken cancellationToken)
    {
        var mine = new ListOptions { LabelSelector = $"{BaseLabels.Component}=vnode,{BaseLabels.Environment}={_parts.Options.Environment}" };
        var adopting = true;
        await foreach (var change in _parts.Client.ListAndWatchAsync(Resources.Nodes, null, mine, cancellationToken))
        {
            adopting &= change.Type != WatchEventType.Synced;
            if (change.Object is not { } node)
                continue;
            if (change.Type == WatchEventType.Deleted && _agents.TryGetValue(node.Metadata.Name, out var agent))
                agent.LoseNode();
            else if (adopting && Remember(node) is { } beat)
                Begin(beat, _parts.Time.GetUtcNow());
        }
    }

    private Heartbeat? Remember(Node node)
    {
        var address = node.Status.Addresses.FirstOrDefault(a => a.Type == "InternalIP")?.Address;
        if (address is null || BaseNode.IdentityOf(node.Metadata.Name, _parts.Options.Environment) is not { } identity)
            return null;
        string Label(string key) => node.Metadata.Labels.TryGetValue(key, out var value) ? value : "";
        return new Heartbeat
        {
            Identity = identity,
            Ip = address,
            Name = Label(BaseLabels.Name),
            Version = Label(BaseLabels.Version),
            Stack = Label(BaseLabels.Stack),
            ClusterName = Label(BaseLabels.ClusterName),
            HostName = Label(BaseLabels.HostName),
            Port = int.TryParse(Label(BaseLabels.TunnelPort), CultureInfo.InvariantCulture, out var port) ? port : Heartbeat.DefaultPort,
        };
    }

    private void Begin(Heartbeat beat, DateTimeOffset heard)
    {
        var agent = new BaseAgent(_parts, beat, heard);
        if (_agents.TryAdd(agent.Node, agent))
            _runs[agent.Node] = RunAgentAsync(agent);
    }

    private async Task RunAgentAsync(BaseAgent agent)
    {
        await Task.Yield();
        try
        {
            await agent.RunAsync(_stopping);
            _agents.TryRemove(agent.Node, out _);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            LogAgentStopped(_parts.Logger, agent.Node);
        }
    }

    private async Task FollowPodsAsync(string labels, CancellationToken cancellationToken)
    {
        await foreach (var change in _parts.Client.ListAndWatchAsync(Resources.Pods, null, new ListOptions { LabelSelector = labels, FromCache = true }, cancellationToken))
        {
            if (change.Type == WatchEventType.Synced)
                Synced(labels);
            if (change.Object is not { } pod)
                continue;
            if (Take(change.Type, pod) is { } node && _agents.TryGetValue(node, out var agent))
                agent.Wake();
        }
    }

    private string? Take(WatchEventType type, Pod pod)
    {
        if (type == WatchEventType.Deleted)
        {
            _parts.Nudge.Remove(pod);
            return _parts.Pods.Remove(pod);
        }
        _parts.Nudge.Put(pod);
        return _parts.Pods.Put(pod);
    }

    private Task AlignPeersAsync(CancellationToken cancellationToken) =>
        _parts.Options.AlignPeers ? new PeerAligner(_parts.Client, _parts.Time, _parts.Logger, _parts.Metrics.Scaled).RunAsync(cancellationToken) : Task.CompletedTask;

    private void Synced(string source)
    {
        if (_parts.Pods.Synced(source))
            foreach (var agent in _agents.Values)
                agent.Wake();
    }

    private async Task StopAgentsAsync()
    {
        await Task.WhenAll(_runs.Values);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), _parts.Time);
        // At once: hundreds of bases must all be let go within the limit.
        await Task.WhenAll(_agents.Values.Select(agent => StopAgentAsync(agent, limit.Token)));
    }

    private async Task StopAgentAsync(BaseAgent agent, CancellationToken cancellationToken)
    {
        try
        {
            await agent.StopAsync(cancellationToken);
        }
        catch (Exception e) when (e is KubernetesException or OperationCanceledException)
        {
            LogLeaseKept(_parts.Logger, e, agent.Node);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "An event could not be written.")]
    private static partial void LogEventLost(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The agent of {Node} stopped.")]
    private static partial void LogAgentStopped(ILogger logger, string node);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of {Node} could not be released; it runs out by itself.")]
    private static partial void LogLeaseKept(ILogger logger, Exception error, string node);
}
