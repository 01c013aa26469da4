using Deploy.Module.Binding;
using Deploy.Module.Connection;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Commands;

/// <summary>Turns the names that a user gives into the modules meant.</summary>
internal static class ModuleNames
{
    /// <summary>A plain name as it is, a pattern as every module that it fits.</summary>
    public static Task<IReadOnlyList<string>> ResolveAsync(ClusterSession cluster, IEnumerable<string> names, CancellationToken ct) =>
        ResolveAsync(cluster, names, _ => true, ct);

    /// <summary>A plain name as it is, a pattern as every module that it fits and that has an open release.</summary>
    public static Task<IReadOnlyList<string>> ResolveOpenAsync(ClusterSession cluster, IEnumerable<string> names, CancellationToken ct) =>
        ResolveAsync(cluster, names, module => module.Release is not null, ct);

    private static async Task<IReadOnlyList<string>> ResolveAsync(ClusterSession cluster, IEnumerable<string> names, Predicate<PublishedModule> counts, CancellationToken ct)
    {
        var resolved = new List<string>();
        foreach (var name in names)
        {
            if (!Wildcard.IsPattern(name))
            {
                resolved.Add(name);
                continue;
            }
            await foreach (var module in new ModuleCatalog(cluster.Client, TimeProvider.System).ListAsync(cluster.Namespace, name, ct))
            {
                if (counts(module))
                    resolved.Add(module.Name);
            }
        }
        return resolved;
    }
}

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
