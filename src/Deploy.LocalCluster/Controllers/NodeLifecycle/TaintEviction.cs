using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.NodeLifecycle;

/// <summary>Deletes pods from nodes whose NoExecute taints they do not bear, or no longer; and pods of nodes that are gone.</summary>
internal sealed class TaintEviction : IControlLoop
{
    /// <summary>A node that is missing may be about to register again.</summary>
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);

    private readonly ControlContext context;
    private readonly Reconciler reconciler;

    public TaintEviction(ControlContext context)
    {
        this.context = context;
        reconciler = context.Reconciler(ReconcileAsync, workers: 4);
        context.Caches.Nodes.Changed += change => OnNode(change.Object);
        context.Caches.Pods.Changed += change =>
        {
            if (change.Type != WatchEventType.Deleted && change.Object is { Spec.NodeName: not null } pod)
                reconciler.Enqueue(pod.Metadata.Key());
        };
    }

    public Task RunAsync(CancellationToken ct) => reconciler.RunAsync(ct);

    private void OnNode(Node? node)
    {
        if (node is null)
            return;
        foreach (var pod in context.Caches.Pods.Items.Where(pod => pod.Spec.NodeName == node.Metadata.Name))
            reconciler.Enqueue(pod.Metadata.Key());
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        if (context.Caches.Pods.Find(key) is not { Spec.NodeName: { Length: > 0 } nodeName } pod)
            return ReconcileResult.Done;
        if (context.Caches.Nodes.Find(new ObjectKey("", nodeName)) is not { } node)
            return await CollectAsync(pod, nodeName, ct);
        if (pod.IsTerminating() || EvictionDeadline.Of(pod, node) is not { } deadline)
            return ReconcileResult.Done;
        var left = deadline - context.Time.GetUtcNow();
        if (left > TimeSpan.Zero)
            return new(ControlContext.Later(left));
        context.Events.Record(ObjectReferences.To(Resources.Pods, pod.Metadata), "Normal", "TaintManagerEviction", $"Marking for deletion Pod {pod.Metadata.Namespace}/{pod.Metadata.Name}", new() { Component = "taint-controller" });
        await DeleteAsync(pod, null, ct);
        return ReconcileResult.Done;
    }

    private async Task<ReconcileResult> CollectAsync(Pod pod, string nodeName, CancellationToken ct)
    {
        var since = pod.Metadata.DeletionTimestamp ?? pod.Status.StartTime ?? pod.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue;
        var left = since + Quarantine - context.Time.GetUtcNow();
        if (left > TimeSpan.Zero)
            return ReconcileResult.Again(left);
        if (await context.Client.FindAsync(Resources.Nodes, null, nodeName, ct) is null)
            await DeleteAsync(pod, 0, ct);
        return ReconcileResult.Done;
    }

    private async Task DeleteAsync(Pod pod, long? grace, CancellationToken ct)
    {
        try
        {
            await context.Client.DeleteAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, new() { Uid = pod.Metadata.Uid, GracePeriodSeconds = grace }, ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound || failure.IsConflict)
        {
            // Gone already, as wanted.
        }
    }
}
