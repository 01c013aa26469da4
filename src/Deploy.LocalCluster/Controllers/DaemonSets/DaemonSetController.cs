using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Claims;
using Deploy.LocalCluster.Controllers.Revisions;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.DaemonSets;

/// <summary>Keeps one pod of each daemon set on every node that it covers.</summary>
internal sealed class DaemonSetController : IControlLoop
{
    private readonly ControlContext context;
    private readonly PodOwnerQueue<DaemonSetWorkload> queue;
    private readonly PodControl pods;
    private readonly RevisionStore<DaemonSetWorkload> revisions;
    private readonly Claimer<DaemonSetWorkload, Pod> claimer;

    public DaemonSetController(ControlContext context)
    {
        this.context = context;
        queue = new(context, context.Caches.DaemonSets, "DaemonSet", set => set.Spec.Selector, ReconcileAsync, workers: 2);
        pods = new(context.Client, context.Events, queue.Writes, "daemonset-controller");
        revisions = new(context, WorkloadResources.DaemonSets, WorkloadLabels.ControllerRevisionHash);
        claimer = new(context.Client, WorkloadResources.DaemonSets, Resources.Pods);
        context.Caches.Nodes.Changed += _ => queue.EnqueueAll();
    }

    public Task RunAsync(CancellationToken ct) => queue.RunAsync(ct);

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, DaemonSetWorkload set, CancellationToken ct)
    {
        if (await revisions.SyncAsync(set.Metadata, set.Spec.Selector, set.Spec.Template, set.Status.CollisionCount, ct) is not { } state)
            return ReconcileResult.Again(TimeSpan.FromMilliseconds(5));
        var candidates = context.Caches.Pods.OwnedBy(set.Metadata.Uid).Concat(context.Caches.Pods.Find(SharedCaches.Orphans, key.Namespace));
        var claimed = await claimer.ClaimAsync(set.Metadata, set.Spec.Selector, candidates, metadata => queue.Writes.Note(key, metadata), ct);
        var now = context.Time.GetUtcNow();
        var own = claimed.Select(pod => queue.Writes.AsDeleted(pod, now)).ToList();
        var nodes = context.Caches.Nodes.Items;
        var hash = RevisionHistory.Hash(state.Update);
        if (set.Metadata.DeletionTimestamp is null)
            await ActAsync(set, nodes, own, hash, ct);
        await ReportAsync(set, nodes, own, state, ct);
        var available = own.Select(pod => pod.AvailableAt(set.Spec.MinReadySeconds)).Where(at => at > now).Min();
        return new(ControlContext.Later(available - now));
    }

    private async Task ActAsync(DaemonSetWorkload set, IReadOnlyList<Node> nodes, List<Pod> own, string hash, CancellationToken ct)
    {
        var reference = ObjectReferences.To(WorkloadResources.DaemonSets, set.Metadata);
        var plan = DaemonSetDecision.Place(set, nodes, own);
        foreach (var failed in plan.Failed)
            context.Events.Record(reference, "Warning", "FailedDaemonPod", $"Found failed daemon pod {failed.Metadata.Namespace}/{failed.Metadata.Name} on node {failed.Spec.NodeName}, will try to kill it", new() { Component = "daemonset-controller" });
        var missing = new Queue<string>(plan.CreateOn);
        var failure = await pods.CreateAsync(set.Metadata.Key(), reference, missing.Count, () => DaemonPods.Build(set, hash, missing.Dequeue()), ct);
        failure ??= await pods.DeleteAsync(reference, plan.Delete, ct);
        // An update begins only where placing is done: it counts on every covered node having its pod.
        if (failure is null && plan.CreateOn.Count + plan.Delete.Count == 0)
            failure = await pods.DeleteAsync(reference, DaemonSetDecision.Update(set, nodes, own, hash, context.Time.GetUtcNow()), ct);
        if (failure is not null)
            throw new WorkloadFailure(failure);
    }

    private async Task ReportAsync(DaemonSetWorkload set, IReadOnlyList<Node> nodes, List<Pod> own, RevisionState state, CancellationToken ct)
    {
        var status = DaemonSetDecision.Status(set, nodes, own, RevisionHistory.Hash(state.Update), set.Status.CollisionCount, context.Time.GetUtcNow());
        if (status != set.Status)
        {
            var patch = StatusPatch.Of(set.Metadata, status, "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady");
            await context.Client.PatchAsync(WorkloadResources.DaemonSets, set.Metadata.Namespace, set.Metadata.Name, patch, new() { Subresource = "status" }, ct);
        }

        var used = own.Select(pod => pod.Metadata.Labels.GetValueOrDefault(WorkloadLabels.ControllerRevisionHash, "")).Append(state.Update.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        await revisions.CleanUpAsync(state, used, set.Spec.RevisionHistoryLimit, ct);
    }
}
