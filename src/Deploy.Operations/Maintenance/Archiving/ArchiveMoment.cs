using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>The moments of a replica's going. Pure.</summary>
internal static class ArchiveMoment
{
    // What a node gets, after the grace, to say how the containers ended.
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(15);

    /// <summary>
    /// When it went: the mark if it has one, otherwise the moment at which it was deleted, not the end of its grace, which the
    /// node moves. The same at every try, since it names the blob.
    /// </summary>
    public static DateTimeOffset Of(Pod pod, DateTimeOffset now) =>
        pod.Metadata.Annotations.TryGetValue(ModuleLabels.DecommissionedAt, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var mark)
            ? mark
            : DeletedOn(pod) ?? now;

    /// <summary>When somebody deleted it; null for one that nobody did.</summary>
    public static DateTimeOffset? DeletedOn(Pod pod) => pod.Metadata.DeletionTimestamp?.AddSeconds(-(pod.Metadata.DeletionGracePeriodSeconds ?? 0));

    /// <summary>Whether a deleted replica has shown all that it will: its containers have ended, or its grace has and nobody says more.</summary>
    public static bool HasEnded(Pod pod, DateTimeOffset now) => pod.Metadata.DeletionTimestamp is { } graceEnds
        && (now >= graceEnds + ReportTime || pod.Metadata.DeletionGracePeriodSeconds == 0 || string.IsNullOrEmpty(pod.Spec.NodeName)
            || pod.Status.Phase is "Succeeded" or "Failed"
            || (pod.Status.ContainerStatuses.Count > 0 && pod.Status.ContainerStatuses.All(c => c.State.Terminated is not null)));

    /// <summary>Whether a replica has been held up for so long that it is let go unarchived.</summary>
    public static bool IsOverdue(Pod pod, ArchiveOptions options, DateTimeOffset now) =>
        pod.Metadata.DeletionTimestamp is { } graceEnds && now - graceEnds > options.HoldAtMost;
}
