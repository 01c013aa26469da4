using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;
using Deploy.Storage.Archives;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>Makes a replica's line of the archive's index. Pure.</summary>
internal static class ArchiveEntry
{
    public static ArchivedReplica Of(Pod pod, string reason, DateTimeOffset now)
    {
        var module = ModuleIdentity.Of(pod);
        var verdict = EndedByDeletion(pod)
            ? new ReplicaVerdict(ReplicaState.Responsive, null, null)
            : ReplicaStates.Decide(AsItWas(pod), ReplicaEvidence.Empty, ReplicaStateOptions.Default, now);
        return new()
        {
            Uid = pod.Metadata.Uid,
            Namespace = pod.Metadata.Namespace ?? "",
            Name = pod.Metadata.Name,
            Module = module?.Name ?? "",
            Version = module?.Version ?? "",
            Base = pod.Spec.NodeName ?? "",
            LastState = verdict.State.ToString(),
            Code = verdict.Cause?.Code ?? "",
            Reason = reason,
            Restarts = pod.Status.ContainerStatuses.Sum(c => c.RestartCount),
            CreatedOn = pod.Metadata.CreationTimestamp ?? now,
            ArchivedOn = ArchiveMoment.Of(pod, now),
        };
    }

    /// <summary>Whether it answered until it was deleted: what it says now tells of its end, not of what it was.</summary>
    private static bool EndedByDeletion(Pod pod) => ArchiveMoment.DeletedOn(pod) is { } deleted
        && pod.Status.Conditions.Any(c => c is { Type: "Ready", Status: "False" } && c.LastTransitionTime >= deleted);

    /// <summary>Without the marks of its going, which would hide the state that it was in.</summary>
    private static Pod AsItWas(Pod pod) => pod with
    {
        Metadata = pod.Metadata with
        {
            DeletionTimestamp = null,
            Annotations = pod.Metadata.Annotations.Where(a => a.Key != ModuleLabels.DecommissionedAt).ToDictionary(StringComparer.Ordinal),
        },
    };
}
