using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Deploy.Controller.Control;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Peers;

/// <summary>
/// Keeps the replicas of peer Deployments at the number of ready bases that admit them. Bases and Deployments are watched;
/// what happens within half a second is answered at once, so that fifty bases that appear together cost one scaling.
/// </summary>
public sealed partial class PeerAligner
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);
    private readonly KubernetesClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action _scaled;
    private readonly ConcurrentDictionary<string, Node> _bases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ObjectKey, Deployment> _peers = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _basesKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes an aligner; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Its log.</param>
    /// <param name="scaled">Called after each scaling.</param>
    public PeerAligner(KubernetesClient client, TimeProvider time, ILogger logger, Action? scaled = null) =>
        (_client, _time, _logger, _scaled) = (client, time, logger, scaled ?? (() => { }));

    /// <summary>Watches and aligns until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Together.RunAsync(cancellationToken, FollowBasesAsync, FollowPeersAsync, AlignForeverAsync);

    private async Task FollowBasesAsync(CancellationToken cancellationToken)
    {
        var bases = new ListOptions { LabelSelector = PeerReplicas.BaseSelector, FromCache = true };
        await foreach (var change in _client.ListAndWatchAsync(Resources.Nodes, null, bases, cancellationToken))
        {
            if (change.Type == WatchEventType.Synced)
                _basesKnown.TrySetResult();
            if (change.Object is { } node && Takes(change.Type, node))
                Wake();
        }
    }

    // A node's heartbeat changes nothing that counts here.
    private bool Takes(WatchEventType type, Node node)
    {
        if (type == WatchEventType.Deleted)
            return _bases.TryRemove(node.Metadata.Name, out _);
        var known = _bases.GetValueOrDefault(node.Metadata.Name);
        _bases[node.Metadata.Name] = node;
        return known is null || PeerReplicas.IsReady(known) != PeerReplicas.IsReady(node) || !known.Spec.Taints.SequenceEqual(node.Spec.Taints)
            || !known.Metadata.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).SequenceEqual(node.Metadata.Labels.OrderBy(l => l.Key, StringComparer.Ordinal));
    }

    private async Task FollowPeersAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in _client.ListAndWatchAsync(Resources.Deployments, null, new ListOptions { LabelSelector = PeerReplicas.Selector, FromCache = true }, cancellationToken))
        {
            if (change.Object is not { } deployment)
                continue;
            var key = new ObjectKey(deployment.Metadata.Namespace ?? "", deployment.Metadata.Name);
            if (change.Type == WatchEventType.Deleted)
                _peers.TryRemove(key, out _);
            else
                _peers[key] = deployment;
            Wake();
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task AlignForeverAsync(CancellationToken cancellationToken)
    {
        await _basesKnown.Task.WaitAsync(cancellationToken);
        while (true)
        {
            var again = await AlignAsync(cancellationToken);
            using var timer = new CancellationTokenSource(again, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            await ((Task)_wake.Reader.WaitToReadAsync(either.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Delay(Gather, _time, cancellationToken);
            _wake.Reader.TryRead(out _);
        }
    }

    /// <summary>Aligns all; says when to look again although nothing changes.</summary>
    private async Task<TimeSpan> AlignAsync(CancellationToken cancellationToken)
    {
        var again = Again;
        foreach (var peer in _peers.Values)
        {
            if (PeerReplicas.Wanted(peer, _bases.Values) is not { } wanted)
                continue;
            var now = _time.GetUtcNow();
            // The end of a release changes the Deployment, which wakes this; a lock may run out without a word.
            if (PeerReplicas.HeldBy(peer, now) is not { } held)
                await ScaleAsync(peer, wanted, cancellationToken);
            else if (held.Until is { } until && until - now < again)
                again = until - now;
        }
        return again;
    }

    private async Task ScaleAsync(Deployment peer, int wanted, CancellationToken cancellationToken)
    {
        // Bound to what was judged: a release that begins, or another hand at the count, makes it a conflict.
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = peer.Metadata.ResourceVersion },
            ["spec"] = new JsonObject { ["replicas"] = wanted },
        };
        try
        {
            await _client.PatchAsync(Resources.Deployments, peer.Metadata.Namespace, peer.Metadata.Name, Patch.Merge(patch), cancellationToken: cancellationToken);
            _scaled();
            LogScaled(_logger, peer.Metadata.Namespace ?? "", peer.Metadata.Name, peer.Spec.Replicas ?? 1, wanted);
        }
        catch (KubernetesException e)
        {
            LogNotScaled(_logger, e, peer.Metadata.Namespace ?? "", peer.Metadata.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Peer Deployment {Namespace}/{Name} follows the bases: {From} to {To} replicas.")]
    private static partial void LogScaled(ILogger logger, string @namespace, string name, int from, int to);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Peer Deployment {Namespace}/{Name} could not be scaled; the next change tries again.")]
    private static partial void LogNotScaled(ILogger logger, Exception error, string @namespace, string name);
}
