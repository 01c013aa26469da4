using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>
/// Deletes objects: at once, or by a mark in them where a grace period or a finalizer stands before it.
/// Dependents are the garbage collector's work; here only its finalizers are set.
/// </summary>
internal sealed class ObjectDeletion(ClusterStore store, TimeProvider time)
{
    private const string OrphanFinalizer = "orphan";
    private const string ForegroundFinalizer = "foregroundDeletion";
    private const long DefaultGrace = 30;

    /// <returns>The object as it is now, or as it was last, and whether it is gone.</returns>
    /// <exception cref="ApiException">403, 404 or 409.</exception>
    public (StoredObject Item, bool Gone) Delete(ResourceKind kind, ObjectName name, DeleteSettings settings)
    {
        if (kind == ResourceKinds.Namespaces && name.Name is ("default" or "kube-system"))
            throw ApiException.Forbidden(kind, name.Name, "this namespace may not be deleted");
        while (true)
        {
            var before = store.Find(kind, name) ?? throw ApiException.NotFound(kind, name.Name);
            CheckPreconditions(kind, before, settings);
            var after = before.ToJson();
            if (!Mark(kind, after, settings)) return (before, false);
            var gone = CanGo(kind, after);
            if (settings.IsDryRun) return (new StoredObject(kind, after, before.ResourceVersion), gone);
            var done = gone ? store.TryRemove(kind, before, after) : store.TryWrite(kind, name, before, after);
            if (done is not null) return (done, gone);
        }
    }

    private static void CheckPreconditions(ResourceKind kind, StoredObject before, DeleteSettings settings)
    {
        var name = before.Name.Name;
        if (settings.Uid is { Length: > 0 } uid && uid != before.Uid)
            throw ApiException.Conflict(kind, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid}");
        var present = before.ResourceVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (settings.ResourceVersion is { Length: > 0 } version && version != present)
            throw ApiException.Conflict(kind, name, $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {present}");
    }

    /// <summary>Writes the marks of deletion; false when they are there already and nothing gets sooner.</summary>
    private bool Mark(ResourceKind kind, JsonObject item, DeleteSettings settings)
    {
        var metadata = item.Child("metadata");
        var changed = SetFinalizers(metadata, settings);
        var grace = kind == ResourceKinds.Pods ? PodGrace(item, settings) : 0;
        if (metadata.Time("deletionTimestamp") is { } end)
        {
            // A second delete can only shorten the grace period, and only when it names one.
            var left = metadata.Number("deletionGracePeriodSeconds") ?? 0;
            if (settings.GracePeriodSeconds is null || grace >= left) return changed;
            metadata["deletionTimestamp"] = end.AddSeconds(grace - left).ToApiTime();
        }
        else
        {
            metadata["deletionTimestamp"] = time.GetUtcNow().AddSeconds(grace).ToApiTime();
            if (metadata.Number("generation") is { } generation) metadata["generation"] = generation + 1;
        }

        metadata["deletionGracePeriodSeconds"] = grace;
        if (kind == ResourceKinds.Namespaces) item.Child("status")["phase"] = "Terminating";
        return true;
    }

    /// <summary>A pod that nobody runs goes at once.</summary>
    private static long PodGrace(JsonObject pod, DeleteSettings settings)
    {
        if (pod.Text("spec", "nodeName") is not { Length: > 0 }) return 0;
        if (pod.Text("status", "phase") is "Succeeded" or "Failed") return 0;
        return settings.GracePeriodSeconds ?? pod.Number("spec", "terminationGracePeriodSeconds") ?? DefaultGrace;
    }

    private static bool SetFinalizers(JsonObject metadata, DeleteSettings settings)
    {
        if (settings.Propagation is not { } policy) return false;
        var before = metadata.Array("finalizers")?.Select(finalizer => finalizer.AsText() ?? "").ToList() ?? [];
        var after = before.Where(finalizer => finalizer is not (OrphanFinalizer or ForegroundFinalizer)).ToList();
        if (policy == "Orphan") after.Add(OrphanFinalizer);
        if (policy == "Foreground") after.Add(ForegroundFinalizer);
        if (after.SequenceEqual(before)) return false;
        if (after.Count == 0) metadata.Remove("finalizers");
        else metadata["finalizers"] = new JsonArray([.. after.Select(finalizer => JsonValue.Create(finalizer))]);
        return true;
    }

    private static bool CanGo(ResourceKind kind, JsonObject item)
    {
        if (item.Array("metadata", "finalizers") is { Count: > 0 }) return false;
        if (kind == ResourceKinds.Namespaces) return item.Array("spec", "finalizers") is not { Count: > 0 };
        return item.Number("metadata", "deletionGracePeriodSeconds") is null or 0;
    }
}
