using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Claims;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>Rolls deployments out over replica sets.</summary>
internal sealed class DeploymentController : IControlLoop
{
    private readonly ControlContext context;
    private readonly Reconciler reconciler;
    private readonly DeploymentWrites writes;
    private readonly Claimer<DeploymentWorkload, ReplicaSetWorkload> claimer;

    public DeploymentController(ControlContext context)
    {
        this.context = context;
        writes = new(context);
        claimer = new(context.Client, WorkloadResources.Deployments, WorkloadResources.ReplicaSets);
        reconciler = context.Reconciler(ReconcileAsync, workers: 5);
        context.Caches.Deployments.Changed += change => Enqueue(change.Object?.Metadata);
        context.Caches.ReplicaSets.Changed += OnReplicaSet;
        context.Caches.Pods.Changed += OnPod;
    }

    public Task RunAsync(CancellationToken ct) => reconciler.RunAsync(ct);

    private void Enqueue(ObjectMeta? metadata)
    {
        if (metadata is not null)
            reconciler.Enqueue(metadata.Key());
    }

    private void OnReplicaSet(WatchEvent<ReplicaSetWorkload> change)
    {
        if (change.Object?.Metadata is not { } metadata)
            return;
        if (metadata.Controller() is { } owner)
        {
            reconciler.Enqueue(new(metadata.Namespace ?? "", owner.Name));
            return;
        }

        foreach (var deployment in context.Caches.Deployments.Items)
        {
            if (deployment.Metadata.Namespace == metadata.Namespace && deployment.Spec.Selector.Matches(metadata.Labels))
                Enqueue(deployment.Metadata);
        }
    }

    // Only Recreate waits for pods; everything else is seen in the sets' status.
    private void OnPod(WatchEvent<Pod> change)
    {
        if (change.Object is { } pod && (change.Type == WatchEventType.Deleted || pod.HasFinished())
            && pod.Metadata.Controller() is { Kind: "ReplicaSet" } owner
            && context.Caches.ReplicaSets.Find(new ObjectKey(pod.Metadata.Namespace ?? "", owner.Name))?.Metadata.Controller() is { } deployment)
            reconciler.Enqueue(new(pod.Metadata.Namespace ?? "", deployment.Name));
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        if (context.Caches.Deployments.Find(key) is not { } deployment || deployment.Spec.Selector.IsEmpty())
            return ReconcileResult.Done;
        var owned = context.Caches.ReplicaSets.OwnedBy(deployment.Metadata.Uid);
        var candidates = owned.Concat(context.Caches.ReplicaSets.Find(SharedCaches.Orphans, key.Namespace));
        var sets = await claimer.ClaimAsync(deployment.Metadata, deployment.Spec.Selector, candidates, static _ => { }, ct);
        IReadOnlyList<Pod> pods = deployment.IsRecreate() ? [.. sets.SelectMany(set => context.Caches.Pods.OwnedBy(set.Metadata.Uid))] : [];
        var plan = DeploymentDecision.Decide(deployment, sets, pods, context.Time.GetUtcNow());
        if (plan.Actions.Any(action => action is DeploymentAction.Create) && await IsBehindAsync(deployment, owned, ct))
            return ReconcileResult.Again(TimeSpan.FromMilliseconds(5));
        await writes.ApplyAsync(deployment, plan, ct);
        return new(ControlContext.Later(plan.Again));
    }

    // A new set begins a rollout that nobody may have asked for: templates changed in sets and deployment together reach the
    // caches one after the other, so the server is asked whether a set for this template is really missing. And its revision follows
    // on those of all others, so none of them may be missing here.
    private async Task<bool> IsBehindAsync(DeploymentWorkload deployment, IEnumerable<ReplicaSetWorkload> known, CancellationToken ct)
    {
        var fresh = await context.Client.FindAsync(WorkloadResources.Deployments, deployment.Metadata.Namespace, deployment.Metadata.Name, ct);
        if (fresh is null || fresh.Metadata.Uid != deployment.Metadata.Uid || fresh.Metadata.Generation != deployment.Metadata.Generation)
            return true;
        var revisions = known.ToDictionary(set => set.Metadata.Uid, set => set.Revision(), StringComparer.Ordinal);
        var sets = await context.Client.ListAllAsync(WorkloadResources.ReplicaSets, deployment.Metadata.Namespace, cancellationToken: ct);
        return sets.Items.Any(set => set.Metadata.IsControlledBy(deployment.Metadata.Uid)
            && (set.Spec.Template.SameAs(deployment.Spec.Template) || !revisions.TryGetValue(set.Metadata.Uid, out var revision) || revision != set.Revision()));
    }
}
