using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Maintenance.Peers;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;

namespace Deploy.Operations.Maintenance;

/// <summary>The tasks by name: what the timers run, and what an operator may run by hand.</summary>
public static class MaintenanceTasks
{
    private static readonly Dictionary<string, Func<MaintenanceContext, IMaintenanceTask>> Makers = new(StringComparer.OrdinalIgnoreCase)
    {
        [RefreshUrls.TaskName] = c => new RefreshUrls(c),
        [RecycleReplicas.TaskName] = c => new RecycleReplicas(c),
        [ArchiveDiagnostics.TaskName] = c => new ArchiveDiagnostics(c),
        [ArchiveRetention.TaskName] = c => new ArchiveRetention(c),
        [StuckDeletions.TaskName] = c => new StuckDeletions(c),
        [PrunePackages.TaskName] = c => new PrunePackages(c),
        [AlignPeers.TaskName] = c => new AlignPeers(c),
    };

    /// <summary>All names, in the order in which a run of all goes through them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Makers.Keys];

    // They look after the store itself: one run is enough for all namespaces of a cluster.
    private static readonly HashSet<string> OncePerStore = new([ArchiveRetention.TaskName, PrunePackages.TaskName], StringComparer.OrdinalIgnoreCase);

    /// <summary>Where a task is run: everywhere, or, of what is the store's, in the first place of each cluster.</summary>
    /// <param name="name">The task.</param>
    /// <param name="places">Clusters, or namespaces of them that are looked after one by one.</param>
    public static IEnumerable<MaintenanceContext> PlacesOf(string name, IEnumerable<MaintenanceContext> places) =>
        OncePerStore.Contains(name) ? places.DistinctBy(place => place.Cluster) : places;

    /// <summary>Makes a task.</summary>
    /// <exception cref="DeployException">There is no such task (<c>Deploy.InvalidParameter</c>); the message lists all.</exception>
    public static IMaintenanceTask Create(string name, MaintenanceContext context)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Makers.TryGetValue(name, out var make)
            ? make(context)
            : throw new DeployException(DeployCodes.InvalidParameter, $"There is no maintenance task '{name}'.", name, $"Take one of {string.Join(", ", Names)}.");
    }
}
