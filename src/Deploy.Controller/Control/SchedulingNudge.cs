using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Control;

/// <summary>
/// Lets a module start at once on a base that it waited for. A new node is born with a taint that the cluster takes off a
/// moment later; a scheduler that looked in between turns the waiting pod away for seconds, up to ten. A word in the pod's
/// status makes it look again. Only pods that it turned away and that still wait half a second after the node is free get it, once
/// for all nodes of that moment; so a cluster whose scheduler needs no help costs nothing.
/// </summary>
internal sealed partial class SchedulingNudge(KubernetesClient client, TimeProvider time, ILogger logger)
{
    /// <summary>The condition that a waiting pod gets.</summary>
    public const string ConditionType = "module.deploy/BaseAppeared";

    private const int MaxLooks = 20;
    private const int MaxPodsPerBase = 50;
    private const string MomentaryTaints = "node.kubernetes.io/";
    private static readonly TimeSpan OwnTurn = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, Pod> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<string> _appeared = Channel.CreateUnbounded<string>();

    /// <summary>Takes in a module's pod as it is now.</summary>
    public void Put(Pod pod)
    {
        if (pod.Spec.NodeName is { Length: > 0 } || pod.Metadata.DeletionTimestamp is not null)
            Remove(pod);
        else
            _waiting[pod.Metadata.Uid] = pod;
    }

    /// <summary>Forgets a pod that is gone.</summary>
    public void Remove(Pod pod) => _waiting.TryRemove(pod.Metadata.Uid, out _);

    /// <summary>Says that a base's node is ready now.</summary>
    public void Appeared(string node) => _appeared.Writer.TryWrite(node);

    /// <summary>Looks after the waiting pods until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var looks = new Dictionary<string, int>(StringComparer.Ordinal);
        while (looks.Count > 0 || await _appeared.Reader.WaitToReadAsync(cancellationToken))
        {
            await Task.Delay(OwnTurn, time, cancellationToken);
            while (_appeared.Reader.TryRead(out var node))
                looks[node] = MaxLooks;
            var nudged = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (node, left) in looks.ToList())
                if (_waiting.IsEmpty || left == 0 || await LookAsync(node, nudged, cancellationToken))
                    looks.Remove(node);
                else
                    looks[node] = left - 1;
        }
    }

    /// <param name="name">The node.</param>
    /// <param name="nudged">The UIDs of the pods that were nudged in this round: the scheduler looks at all nodes for them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether nothing is left to be done for the node.</returns>
    private async Task<bool> LookAsync(string name, HashSet<string> nudged, CancellationToken cancellationToken)
    {
        try
        {
            if (await client.FindAsync(Resources.Nodes, null, name, cancellationToken) is not { } node)
                return true;
            if (!PeerReplicas.IsReady(node) || node.Spec.Taints.Any(t => t.Key.StartsWith(MomentaryTaints, StringComparison.Ordinal)))
                return false;
            foreach (var pod in _waiting.Values.Where(p => IsTurnedAway(p) && PeerReplicas.Admits(p.Spec, node)).Take(MaxPodsPerBase))
                if (nudged.Add(pod.Metadata.Uid))
                    await NudgeAsync(pod, name, cancellationToken);
            return true;
        }
        catch (KubernetesException e)
        {
            LogNotNudged(logger, e, name);
            return false;
        }
    }

    // One that the scheduler has not come to yet needs no word.
    private static bool IsTurnedAway(Pod pod) => pod.Status.Conditions.Any(c => c is { Type: "PodScheduled", Status: "False" });

    private async Task NudgeAsync(Pod pod, string node, CancellationToken cancellationToken)
    {
        var condition = new JsonObject { ["type"] = ConditionType, ["status"] = "True", ["reason"] = "BaseAppeared", ["message"] = $"{node} is ready.", ["lastTransitionTime"] = BaseNode.Moment(time.GetUtcNow()) };
        var body = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid }, ["status"] = new JsonObject { ["conditions"] = new JsonArray(condition) } };
        try
        {
            await client.PatchAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, Patch.Strategic(body), new PatchOptions { Subresource = "status" }, cancellationToken);
            LogNudged(logger, pod.Metadata.Namespace ?? "", pod.Metadata.Name, node);
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            Remove(pod);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pod {Namespace}/{Pod} waits although {Node} is ready: the scheduler is asked to look again.")]
    private static partial void LogNudged(ILogger logger, string @namespace, string pod, string node);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The pods that wait for {Node} could not be looked after; trying again.")]
    private static partial void LogNotNudged(ILogger logger, Exception error, string node);
}
