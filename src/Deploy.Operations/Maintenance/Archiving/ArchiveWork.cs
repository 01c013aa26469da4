using Deploy.Kubernetes;
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
    /// are, so no more is kept of each than what naming it takes.
    /// </summary>
    public List<(string Namespace, string Name, string Uid)> Unheld { get; } = [];

    public int Examined { get; private set; }

    public static async Task<ArchiveWork> FindAsync(MaintenanceContext context, DateTimeOffset now, CancellationToken ct)
    {
        var work = new ArchiveWork();
        var options = new ListOptions { PageSize = context.Options.PageSize, LabelSelector = ModuleLabels.Component };
        await foreach (var pod in context.Cluster.ListAsync(Resources.Pods, context.Options.Namespace, options, ct))
            work.Take(pod, context.Options.Archive.Hold, now);
        return work;
    }

    private void Take(Pod pod, bool hold, DateTimeOffset now)
    {
        Examined++;
        var held = pod.Metadata.Finalizers.Contains(ModuleLabels.ArchiveFinalizer, StringComparer.Ordinal);
        if (held && ArchiveMoment.HasEnded(pod, now))
            Ended.Add(pod);
        else if (held && pod.Metadata.DeletionTimestamp is not null)
            Ending.Add((pod.Metadata.Namespace ?? "", pod.Metadata.Name));
        else if (hold && !held && pod.Metadata.DeletionTimestamp is null && !pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt))
            Unheld.Add((pod.Metadata.Namespace ?? "", pod.Metadata.Name, pod.Metadata.Uid));
    }
}
