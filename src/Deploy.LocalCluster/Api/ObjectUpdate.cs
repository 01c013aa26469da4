using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Changes objects: PUT, patches and subresources all go through here, so the same rules hold for all of them.</summary>
internal sealed class ObjectUpdate(ClusterStore store, UpdatePreparation preparation)
{
    /// <summary>Reads, changes and commits, again when another write has come between.</summary>
    /// <param name="change">Gets a tree of its own and returns what is wanted; a resourceVersion or uid that it sets is a precondition.</param>
    /// <exception cref="ApiException">404, 409 or 422.</exception>
    public StoredObject Update(ResourceKind kind, ObjectName name, string subresource, Func<JsonObject, JsonObject> change, bool dryRun)
    {
        while (true)
        {
            var before = store.Find(kind, name) ?? throw ApiException.NotFound(kind, name.Name);
            var after = change(before.ToJson());
            CheckPreconditions(kind, before, after);
            preparation.Prepare(kind, before, after, subresource);
            if (dryRun) return new StoredObject(kind, after, before.ResourceVersion);
            var done = IsFinished(kind, after) ? store.TryRemove(kind, before, after) : store.TryWrite(kind, name, before, after);
            if (done is not null) return done;
        }
    }

    /// <summary>An object that was only waiting for its finalizers goes with the write that takes the last one.</summary>
    private static bool IsFinished(ResourceKind kind, JsonObject item)
    {
        var metadata = item.Object("metadata");
        if (metadata.Text("deletionTimestamp") is null || metadata.Array("finalizers") is { Count: > 0 }) return false;
        if (kind == ResourceKinds.Namespaces) return item.Array("spec", "finalizers") is not { Count: > 0 };
        return metadata.Number("deletionGracePeriodSeconds") is null or 0;
    }

    private static void CheckPreconditions(ResourceKind kind, StoredObject before, JsonObject after)
    {
        var name = before.Name.Name;
        BodyRules.CheckType(kind, after);
        if (after.Text("metadata", "name") is { } other && other != name)
            throw ApiException.BadRequest($"the name of the object ({other}) does not match the name on the URL ({name})");
        if (after.Text("metadata", "namespace") is { Length: > 0 } ns && kind.Namespaced && ns != before.Name.Namespace)
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (after.Text("metadata", "uid") is { Length: > 0 } uid && uid != before.Uid)
            throw ApiException.Conflict(kind, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid}");
        if (after.Text("metadata", "resourceVersion") is not { Length: > 0 } version || version == "0") return;
        if (!long.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
            throw ApiException.Invalid(kind, name, [FieldError.Invalid("metadata.resourceVersion", version, "must be an unsigned integer")]);
        if (number != before.ResourceVersion) throw ApiException.Modified(kind, name);
    }
}
