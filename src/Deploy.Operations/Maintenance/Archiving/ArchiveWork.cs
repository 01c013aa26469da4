using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>What the archiver has to do with the replicas as they are now.</summary>
internal sealed class ArchiveWork
{
    /// <summary>Deleted and at their end: to be archived and let go.</summary>
    public List<Pod> Ended { get; } = [];

    /// <summary>Deleted, and within their grace still: to be archived when they have ended.</summary>
    public List<(string Namespace, string Name)> Ending { get; } = [];

    /// <summary>
    /// Running without the finalizer: to be held when they are deleted one day. At the first run these are all replicas there
    /// are, so no more than the first are kept, and of each no more than what naming it takes.
    /// </summary>
    public List<UnheldReplica> Unheld { get; } = [];

    /// <summary>Whether there are more of them than were kept.</summary>
    public bool HasMore { get; private set; }

    public int Examined { get; private set; }

    /// <param name="most">How many replicas without the finalizer are kept.</param>
    public static async Task<ArchiveWork> FindAsync(MaintenanceContext context, DateTimeOffset now, int most, CancellationToken ct)
    {
        var work = new ArchiveWork();
        await foreach (var pod in ReplicaPages.ListAsync(context, context.Options.Namespace, ModuleLabels.Component, ct))
            work.Take(pod, context.Options.Archive.Hold, most, now);
        return work;
    }

    private void Take(Pod pod, bool hold, int most, DateTimeOffset now)
    {
        Examined++;
        var held = pod.Metadata.Finalizers.Contains(ModuleLabels.ArchiveFinalizer, StringComparer.Ordinal);
        if (held && ArchiveMoment.HasEnded(pod, now))
            Ended.Add(pod);
        else if (held && pod.Metadata.DeletionTimestamp is not null)
            Ending.Add((pod.Metadata.Namespace ?? "", pod.Metadata.Name));
        else if (hold && UnheldReplica.Of(pod) is { } unheld)
            Take(unheld, most);
    }

    private void Take(UnheldReplica replica, int most)
    {
        HasMore = Unheld.Count >= most;
        if (!HasMore)
            Unheld.Add(replica);
    }
}
