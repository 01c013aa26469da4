using Deploy.Module.Binding;
using Deploy.Module.Connection;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Commands;

/// <summary>Turns the names that a user gives into the replicas meant.</summary>
internal static class ReplicaNames
{
    /// <summary>A plain name as it is, a pattern as every replica that it fits.</summary>
    public static async Task<IReadOnlyList<string>> ResolveAsync(ClusterSession cluster, IReadOnlyList<string> names, CancellationToken ct)
    {
        var resolved = names.Where(name => !Wildcard.IsPattern(name)).ToList();
        if (resolved.Count == names.Count)
            return resolved;
        var query = new ReplicaQuery { Namespace = cluster.Namespace, ReplicaNames = [.. names.Where(Wildcard.IsPattern)] };
        foreach (var replica in await new ReplicaReader(cluster.Client, TimeProvider.System).ListAsync(query, ct))
            resolved.Add(replica.Name);
        return [.. resolved.Distinct(StringComparer.Ordinal)];
    }
}
