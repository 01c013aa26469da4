using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance;

/// <summary>
/// Writes of a sweep to objects that others may change or delete at any moment. What vanishes or changes between the look and the write
/// is no failure: there is nothing to do any more, or the next run looks again.
/// </summary>
internal static class LiveWrite
{
    /// <param name="cluster">The cluster.</param>
    /// <param name="type">The kind.</param>
    /// <param name="known">The object as it was looked at: name, namespace and uid, and its version where that is known.</param>
    /// <param name="patch">The change, bound to what was looked at.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Whether it was written; false where the object is gone, is being deleted or has changed.</returns>
    public static async Task<bool> TryPatchAsync(KubernetesClient cluster, ResourceType<JsonObject> type, ObjectMeta known, Patch patch, CancellationToken ct)
    {
        try
        {
            await cluster.PatchAsync(type, known.Namespace, known.Name, patch, cancellationToken: ct);
            return true;
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            return false;
        }
        catch (KubernetesException e) when (e.IsInvalid)
        {
            // So the server answers a test in a patch that does not hold, and a finalizer for what is being deleted; but a request that is
            // wrong in itself as well. Only a look tells.
            if (await IsAsKnownAsync(cluster, type, known, ct))
                throw;
            return false;
        }
    }

    private static async Task<bool> IsAsKnownAsync(KubernetesClient cluster, ResourceType<JsonObject> type, ObjectMeta known, CancellationToken ct)
    {
        if (await cluster.FindAsync(type, known.Namespace, known.Name, ct) is not { } live || live.TextAt("metadata", "uid") != known.Uid)
            return false;
        return known.ResourceVersion is { Length: > 0 } version ? live.TextAt("metadata", "resourceVersion") == version
            : known.DeletionTimestamp is not null || live.TimeAt("metadata", "deletionTimestamp") is null;
    }
}
