using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Workloads;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Controllers.NodeLifecycle;

/// <summary>Watches over the nodes: silent ones become Unknown, and every node carries the taints that its state asks for.</summary>
internal sealed partial class NodeLifecycleController : IControlLoop
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly EventSource Source = new() { Component = "node-controller" };

    private readonly ControlContext context;
    private readonly Reconciler taints;
    private readonly SignsOfLife signs = new(Period);

    public NodeLifecycleController(ControlContext context)
    {
        this.context = context;
        taints = context.Reconciler(TaintAsync, workers: 2);
        context.Caches.Nodes.Changed += change =>
        {
            if (change.Object is { } node)
                taints.Enqueue(node.Metadata.Key());
        };
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(taints.RunAsync(ct), MonitorAsync(ct));

    private async Task MonitorAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var now = context.Time.GetUtcNow();
            signs.BeginRound(now);
            foreach (var node in context.Caches.Nodes.Items)
            {
                if (signs.Silence(node.Metadata.Name, Sign(node), now) > NodeHealth.Grace)
                    await GiveUpAsync(node, now, ct);
            }

            await Task.Delay(Period, context.Time, ct);
        }
    }

    private string Sign(Node node)
    {
        var lease = context.Caches.Leases.Find(new ObjectKey("kube-node-lease", node.Metadata.Name));
        return $"{lease?.Spec.RenewTime:O} {node.Status.Conditions.Find("Ready")?.LastHeartbeatTime:O}";
    }

    private async Task GiveUpAsync(Node node, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            if (NodeHealth.Unknown(node, now) is { } conditions)
            {
                var items = new JsonArray([.. conditions.Select(condition => JsonSerializer.SerializeToNode(condition, ModelJson.Of<Condition>()))]);
                await context.Client.PatchAsync(Resources.Nodes, null, node.Metadata.Name, Patch.Strategic(new() { ["status"] = new JsonObject { ["conditions"] = items } }), new() { Subresource = "status" }, ct);
                context.Events.Record(ObjectReferences.To(Resources.Nodes, node.Metadata), "Normal", "NodeNotReady", $"Node {node.Metadata.Name} status is now: NodeNotReady", Source);
            }

            foreach (var pod in context.Caches.Pods.Items.Where(pod => pod.Spec.NodeName == node.Metadata.Name && pod.IsReady()))
                await MarkNotReadyAsync(pod, now, ct);
        }
        catch (KubernetesException failure)
        {
            // The next round tries again.
            NotGivenUp(context.Logger, node.Metadata.Name, failure.Reason);
        }
    }

    private async Task MarkNotReadyAsync(Pod pod, DateTimeOffset now, CancellationToken ct)
    {
        var condition = new JsonObject { ["type"] = "Ready", ["status"] = "False", ["lastTransitionTime"] = ApiTime.Write(now) };
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid }, ["status"] = new JsonObject { ["conditions"] = new JsonArray(condition) } };
        await context.Client.PatchAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, Patch.Strategic(patch), new() { Subresource = "status" }, ct);
        context.Events.Record(ObjectReferences.To(Resources.Pods, pod.Metadata), "Warning", "NodeNotReady", "Node is not ready", Source);
    }

    private async Task<ReconcileResult> TaintAsync(ObjectKey key, CancellationToken ct)
    {
        if (context.Caches.Nodes.Find(key) is not { } node || NodeHealth.Taints(node, context.Time.GetUtcNow()) is not { } wanted)
            return ReconcileResult.Done;
        var items = new JsonArray([.. wanted.Select(taint => JsonSerializer.SerializeToNode(taint, ModelJson.Of<Taint>()))]);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = node.Metadata.ResourceVersion },
            ["spec"] = new JsonObject { ["taints"] = items.Count == 0 ? null : items },
        };
        await context.Client.PatchAsync(Resources.Nodes, null, key.Name, Patch.Merge(patch), cancellationToken: ct);
        return ReconcileResult.Done;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Node {Node} was not marked as unknown: {Cause}")]
    private static partial void NotGivenUp(ILogger logger, string node, string cause);
}
