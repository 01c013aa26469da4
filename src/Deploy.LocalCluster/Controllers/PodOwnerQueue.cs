using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers;

/// <summary>The work queue of a loop that owns pods: a workload comes up when it or one of its pods has changed, and is worked on once its own writes are seen.</summary>
internal sealed class PodOwnerQueue<TWorkload>
    where TWorkload : class, IKubernetesObject
{
    private readonly ResourceCache<TWorkload> workloads;
    private readonly string kind;
    private readonly Func<TWorkload, LabelSelector> selector;
    private readonly Func<ObjectKey, TWorkload, CancellationToken, Task<ReconcileResult>> reconcile;
    private readonly Reconciler reconciler;

    /// <param name="context">What the loop works with.</param>
    /// <param name="workloads">The workloads that it keeps.</param>
    /// <param name="kind">Their kind, as owner references name it.</param>
    /// <param name="selector">What one of them selects.</param>
    /// <param name="reconcile">Works on one that exists.</param>
    /// <param name="workers">At once.</param>
    public PodOwnerQueue(
        ControlContext context, ResourceCache<TWorkload> workloads, string kind, Func<TWorkload, LabelSelector> selector,
        Func<ObjectKey, TWorkload, CancellationToken, Task<ReconcileResult>> reconcile, int workers)
    {
        (this.workloads, this.kind, this.selector, this.reconcile) = (workloads, kind, selector, reconcile);
        Writes = new(context.Caches.PodProgress);
        reconciler = context.Reconciler(ReconcileAsync, workers);
        workloads.Changed += change => Enqueue(change.Object);
        context.Caches.Pods.Changed += OnPod;
    }

    /// <summary>What the loop has written itself.</summary>
    public OwnWrites Writes { get; }

    public Task RunAsync(CancellationToken ct) => reconciler.RunAsync(ct);

    public void EnqueueAll()
    {
        foreach (var workload in workloads.Items)
            Enqueue(workload);
    }

    private void Enqueue(TWorkload? workload)
    {
        if (workload is not null)
            reconciler.Enqueue(workload.Metadata.Key());
    }

    private void OnPod(WatchEvent<Pod> change)
    {
        if (change.Object is not { } pod)
            return;
        if (change.Type == WatchEventType.Deleted)
            Writes.Forget(pod.Metadata.Uid);
        if (pod.Metadata.Controller() is not { } owner)
            EnqueueForOrphan(pod.Metadata);
        else if (owner.Kind == kind)
            reconciler.Enqueue(new(pod.Metadata.Namespace ?? "", owner.Name));
    }

    // An orphan may be adopted; one that was just released is missed by its former owner.
    private void EnqueueForOrphan(ObjectMeta pod)
    {
        foreach (var workload in workloads.Items)
        {
            if (workload.Metadata.Namespace == pod.Namespace && (!Writes.AreSeen(workload.Metadata.Key()) || selector(workload).Matches(pod.Labels)))
                Enqueue(workload);
        }
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        if (workloads.Find(key) is not { } workload || selector(workload).IsEmpty())
            return ReconcileResult.Done;
        return Writes.AreSeen(key) ? await reconcile(key, workload, ct) : ReconcileResult.Again(TimeSpan.FromSeconds(1));
    }
}
