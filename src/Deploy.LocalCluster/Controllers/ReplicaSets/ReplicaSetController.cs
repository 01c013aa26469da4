using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Claims;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as each replica set asks for.</summary>
internal sealed class ReplicaSetController : IControlLoop
{
    private readonly ControlContext context;
    private readonly PodOwnerQueue<ReplicaSetWorkload> queue;
    private readonly PodControl pods;
    private readonly Claimer<ReplicaSetWorkload, Pod> claimer;

    public ReplicaSetController(ControlContext context)
    {
        this.context = context;
        queue = new(context, context.Caches.ReplicaSets, "ReplicaSet", set => set.Spec.Selector, ReconcileAsync, workers: 5);
        pods = new(context.Client, context.Events, queue.Writes, "replicaset-controller");
        claimer = new(context.Client, WorkloadResources.ReplicaSets, Resources.Pods);
    }

    public Task RunAsync(CancellationToken ct) => queue.RunAsync(ct);

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, ReplicaSetWorkload set, CancellationToken ct)
    {
        var candidates = context.Caches.Pods.OwnedBy(set.Metadata.Uid).Concat(context.Caches.Pods.Find(SharedCaches.Orphans, key.Namespace));
        var active = await claimer.ClaimAsync(set.Metadata, set.Spec.Selector, candidates.Where(IsActive), metadata => queue.Writes.Note(key, metadata), ct);
        var failure = await ActAsync(set, active, ct);
        var now = context.Time.GetUtcNow();
        var status = ReplicaSetDecision.Status(set, active, failure, now);
        if (!SameStatus(set.Status, status))
            await context.Client.PatchAsync(WorkloadResources.ReplicaSets, key.Namespace, key.Name, StatusPatch.Of(set.Metadata, status, "replicas"), new() { Subresource = "status" }, ct);
        if (failure is not null)
            throw new WorkloadFailure(failure);
        return new(ControlContext.Later(ReplicaSetDecision.UntilAvailable(set, active, now)));
    }

    private bool IsActive(Pod pod) => pod.IsActive() && !queue.Writes.IsDeleted(pod.Metadata.Uid);

    private async Task<string?> ActAsync(ReplicaSetWorkload set, IReadOnlyList<Pod> active, CancellationToken ct)
    {
        var plan = ReplicaSetDecision.Decide(set, active, Related(set));
        var reference = ObjectReferences.To(WorkloadResources.ReplicaSets, set.Metadata);
        return plan.Create > 0
            ? await pods.CreateAsync(set.Metadata.Key(), reference, plan.Create, () => Build(set), ct)
            : await pods.DeleteAsync(reference, plan.Delete, ct);
    }

    private IEnumerable<Pod> Related(ReplicaSetWorkload set)
    {
        var sets = set.Metadata.Controller() is { } controller ? context.Caches.ReplicaSets.OwnedBy(controller.Uid) : [set];
        return sets.SelectMany(related => context.Caches.Pods.OwnedBy(related.Metadata.Uid)).Where(IsActive);
    }

    private static JsonObject Build(ReplicaSetWorkload set)
    {
        var pod = PodBuilder.Build(set.Spec.Template, Ownership.ReferenceTo(WorkloadResources.ReplicaSets, set.Metadata));
        pod["metadata"]!["generateName"] = set.Metadata.Name + "-";
        return pod;
    }

    private static bool SameStatus(ReplicaSetStatus left, ReplicaSetStatus right) =>
        left with { Conditions = [] } == right with { Conditions = [] } && left.Conditions.SequenceEqual(right.Conditions);
}
