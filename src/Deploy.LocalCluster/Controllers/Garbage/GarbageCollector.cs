using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Garbage;

/// <summary>Removes objects whose owners are gone, and carries out foreground and orphan deletion.</summary>
internal sealed class GarbageCollector : IControlLoop
{
    private readonly ControlContext context;
    private readonly Reconciler reconciler;
    private readonly GarbageGraph graph = new();
    private readonly Dictionary<(string ApiVersion, string Kind), ResourceType<OwnedObject>> types;
    private readonly List<ResourceCache<OwnedObject>> caches = [];

    public GarbageCollector(ControlContext context)
    {
        this.context = context;
        reconciler = context.Reconciler(ReconcileAsync, workers: 8);
        types = ServedTypes.All.ToDictionary(type => (type.ApiVersion, type.Kind));
        // Events are owned by nobody, and there are many.
        foreach (var type in types.Values.Where(type => type.Kind != "Event"))
        {
            var cache = new ResourceCache<OwnedObject>(context.Client, type);
            cache.Changed += change => OnChange(type, change);
            caches.Add(cache);
        }
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll([reconciler.RunAsync(ct), .. caches.Select(cache => cache.RunAsync(ct))]);

    // Keys are uids: an object of the same name is another object.
    private void Enqueue(string uid) => reconciler.Enqueue(new ObjectKey("", uid));

    private void OnChange(ResourceType<OwnedObject> type, WatchEvent<OwnedObject> change)
    {
        if (change.Object?.Metadata is not { } metadata)
            return;
        if (change.Type == WatchEventType.Deleted)
        {
            graph.Remove(metadata.Uid);
            foreach (var owner in metadata.OwnerReferences)
                Enqueue(owner.Uid);
        }
        else
        {
            var item = new GarbageItem(type, metadata);
            graph.Put(item);
            if (metadata.OwnerReferences.Count > 0 || item.IsGoing)
                Enqueue(metadata.Uid);
            if (!item.WaitsForDependents)
                return;
        }

        foreach (var dependent in graph.DependentsOf(metadata.Uid))
            Enqueue(dependent.Metadata.Uid);
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        if (graph.Find(key.Name) is not { } item)
            return ReconcileResult.Done;
        if (await DecideAsync(item, ct) is null)
            return ReconcileResult.Done;
        // The graph may be behind, and what is removed does not come back: decide again on what the server has.
        var latest = await context.Client.FindAsync(item.Type, item.Metadata.Namespace, item.Metadata.Name, ct);
        if (latest is null || latest.Metadata.Uid != item.Metadata.Uid)
            return ReconcileResult.Done;
        item = item with { Metadata = latest.Metadata };
        if (await DecideAsync(item, ct) is not { } action)
            return ReconcileResult.Done;
        try
        {
            await ActAsync(item, action, ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            // Gone already, as wanted.
        }

        return ReconcileResult.Done;
    }

    private async Task<GarbageAction?> DecideAsync(GarbageItem item, CancellationToken ct)
    {
        var owners = new Dictionary<string, OwnerState>(StringComparer.Ordinal);
        foreach (var owner in item.Metadata.OwnerReferences)
            owners[owner.Uid] = await StateAsync(item, owner, ct);
        return GarbageDecision.Decide(item, owners, graph.DependentsOf(item.Metadata.Uid));
    }

    // Not in the graph may mean not seen yet: the server has the last word.
    private async Task<OwnerState> StateAsync(GarbageItem item, OwnerReference owner, CancellationToken ct)
    {
        if (graph.Find(owner.Uid) is { } known)
            return known.WaitsForDependents ? OwnerState.Waiting : OwnerState.Solid;
        if (!types.TryGetValue((owner.ApiVersion, owner.Kind), out var type))
            return OwnerState.Solid;
        var present = await context.Client.FindAsync(type, type.Namespaced ? item.Metadata.Namespace : null, owner.Name, ct);
        return present?.Metadata.Uid == owner.Uid ? OwnerState.Solid : OwnerState.Absent;
    }

    private async Task ActAsync(GarbageItem item, GarbageAction action, CancellationToken ct)
    {
        switch (action)
        {
            case GarbageAction.Delete delete:
                await context.Client.DeleteAsync(item.Type, item.Metadata.Namespace, item.Metadata.Name, new() { Uid = item.Metadata.Uid, ResourceVersion = item.Metadata.ResourceVersion, Propagation = delete.Policy }, ct);
                break;
            case GarbageAction.Forget forget:
                await ForgetAsync(item, forget.OwnerUids, ct);
                break;
            case GarbageAction.Orphan orphan:
                await Task.WhenAll(orphan.Dependents.Select(dependent => ForgetAsync(dependent, [item.Metadata.Uid], ct)));
                await ReleaseAsync(item, GarbageItem.OrphanFinalizer, ct);
                break;
            case GarbageAction.Release release:
                await ReleaseAsync(item, release.Finalizer, ct);
                break;
            default:
                throw new InvalidOperationException($"Unknown action {action.GetType().Name}.");
        }
    }

    private async Task ForgetAsync(GarbageItem item, IEnumerable<string> owners, CancellationToken ct)
    {
        var references = new JsonArray([.. owners.Select(uid => new JsonObject { ["$patch"] = "delete", ["uid"] = uid })]);
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = item.Metadata.Uid, ["ownerReferences"] = references } };
        try
        {
            await context.Client.PatchAsync(item.Type, item.Metadata.Namespace, item.Metadata.Name, Patch.Strategic(patch), cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            // Gone: it has nothing left to forget.
        }
    }

    private Task<OwnedObject> ReleaseAsync(GarbageItem item, string finalizer, CancellationToken ct)
    {
        var kept = item.Metadata.Finalizers.Where(present => present != finalizer).Select(present => (JsonNode)present);
        var metadata = new JsonObject { ["uid"] = item.Metadata.Uid, ["resourceVersion"] = item.Metadata.ResourceVersion, ["finalizers"] = new JsonArray([.. kept]) };
        return context.Client.PatchAsync(item.Type, item.Metadata.Namespace, item.Metadata.Name, Patch.Merge(new() { ["metadata"] = metadata }), cancellationToken: ct);
    }
}
