using Deploy.Module.Binding;
using Deploy.Module.Connection;
using Deploy.Operations.Modules;

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
