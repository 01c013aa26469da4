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

    /// <summary>Tasks that look after the store itself: one run is enough for all namespaces and clusters that share it.</summary>
    public static IReadOnlySet<string> OncePerStore { get; } = new HashSet<string>([ArchiveRetention.TaskName, PrunePackages.TaskName], StringComparer.OrdinalIgnoreCase);

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
