using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Claims;
using Deploy.LocalCluster.Controllers.Revisions;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.StatefulSets;

/// <summary>Keeps the numbered pods of each stateful set.</summary>
internal sealed class StatefulSetController : IControlLoop
{
    private static readonly ResourceType<JsonObject> VolumeClaims = Resources.Untyped("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", namespaced: true);

    private readonly ControlContext context;
    private readonly PodOwnerQueue<StatefulSetWorkload> queue;
    private readonly PodControl pods;
    private readonly RevisionStore<StatefulSetWorkload> revisions;
    private readonly Claimer<StatefulSetWorkload, Pod> claimer;

    public StatefulSetController(ControlContext context)
    {
        this.context = context;
        queue = new(context, context.Caches.StatefulSets, "StatefulSet", set => set.Spec.Selector, ReconcileAsync, workers: 5);
        pods = new(context.Client, context.Events, queue.Writes, "statefulset-controller");
        revisions = new(context, WorkloadResources.StatefulSets, "controller.kubernetes.io/hash");
        claimer = new(context.Client, WorkloadResources.StatefulSets, Resources.Pods);
    }

    public Task RunAsync(CancellationToken ct) => queue.RunAsync(ct);

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, StatefulSetWorkload set, CancellationToken ct)
    {
        if (await revisions.SyncAsync(set.Metadata, set.Spec.Selector, set.Spec.Template, set.Status.CollisionCount, ct) is not { } state)
            return ReconcileResult.Again(TimeSpan.FromMilliseconds(5));
        var candidates = context.Caches.Pods.OwnedBy(set.Metadata.Uid)
            .Concat(context.Caches.Pods.Find(SharedCaches.Orphans, key.Namespace).Where(pod => StatefulSetDecision.Ordinal(set, pod) is not null));
        var claimed = await claimer.ClaimAsync(set.Metadata, set.Spec.Selector, candidates, metadata => queue.Writes.Note(key, metadata), ct);
        var own = claimed.Select(pod => queue.Writes.AsDeleted(pod, context.Time.GetUtcNow())).ToList();
        var current = state.All.FirstOrDefault(revision => revision.Metadata.Name == set.Status.CurrentRevision) ?? state.Update;
        await ActAsync(set, own, current, state, ct);
        await ReportAsync(set, own, current, state, ct);
        return ReconcileResult.Done;
    }

    private async Task ActAsync(StatefulSetWorkload set, List<Pod> own, ControllerRevision current, RevisionState state, CancellationToken ct)
    {
        var reference = ObjectReferences.To(WorkloadResources.StatefulSets, set.Metadata);
        foreach (var action in StatefulSetDecision.Decide(set, own, current.Metadata.Name, state.Update.Metadata.Name))
        {
            var failure = action switch
            {
                StatefulSetAction.Create create => await CreateAsync(set, reference, create, state, ct),
                StatefulSetAction.Delete delete => await DeleteAsync(set, reference, delete, ct),
                _ => throw new InvalidOperationException($"Unknown action {action.GetType().Name}."),
            };
            if (failure is not null)
                throw new WorkloadFailure(failure);
        }
    }

    private async Task<string?> CreateAsync(StatefulSetWorkload set, ObjectReference reference, StatefulSetAction.Create create, RevisionState state, CancellationToken ct)
    {
        foreach (var (_, claim) in StatefulSetPods.Claims(set, create.Ordinal))
            await EnsureAsync(set, claim, ct);
        var revision = state.All.First(revision => revision.Metadata.Name == create.Revision);
        var template = RevisionHistory.Template(revision) ?? set.Spec.Template;
        return await pods.TryCreateAsync(set.Metadata.Key(), reference, StatefulSetPods.Build(set, template, create.Revision, create.Ordinal), ct);
    }

    private async Task EnsureAsync(StatefulSetWorkload set, JsonObject claim, CancellationToken ct)
    {
        try
        {
            await context.Client.CreateAsync(VolumeClaims, set.Metadata.Namespace, claim, cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsAlreadyExists)
        {
            // The pod finds its storage again.
        }
    }

    private Task<string?> DeleteAsync(StatefulSetWorkload set, ObjectReference reference, StatefulSetAction.Delete delete, CancellationToken ct)
    {
        if (delete.Failed)
        {
            var message = $"StatefulSet {set.Metadata.Namespace}/{set.Metadata.Name} is recreating failed Pod {delete.Pod.Metadata.Name}";
            context.Events.Record(reference, "Warning", "RecreatingFailedPod", message, new() { Component = "statefulset-controller" });
        }

        return pods.DeleteAsync(reference, [delete.Pod], ct);
    }

    private async Task ReportAsync(StatefulSetWorkload set, List<Pod> own, ControllerRevision current, RevisionState state, CancellationToken ct)
    {
        var status = StatefulSetStatusCalculation.Of(set, own, current.Metadata.Name, state.Update.Metadata.Name, set.Status.CollisionCount);
        if (status != set.Status)
            await context.Client.PatchAsync(WorkloadResources.StatefulSets, set.Metadata.Namespace, set.Metadata.Name, StatusPatch.Of(set.Metadata, status, "replicas"), new() { Subresource = "status" }, ct);
        var used = own.Select(StatefulSetDecision.RevisionOf).OfType<string>().Append(current.Metadata.Name).Append(state.Update.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        await revisions.CleanUpAsync(state, used, set.Spec.RevisionHistoryLimit, ct);
    }
}
