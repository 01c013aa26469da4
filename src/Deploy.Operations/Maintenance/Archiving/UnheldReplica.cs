using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>A replica that stays and that the archiver does not hold yet: what naming it takes.</summary>
internal sealed record UnheldReplica(string Namespace, string Name, string Uid)
{
    /// <summary>Null for one that is held, or is going already.</summary>
    public static UnheldReplica? Of(Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && !pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt)
        && !pod.Metadata.Finalizers.Contains(ModuleLabels.ArchiveFinalizer, StringComparer.Ordinal)
            ? new(pod.Metadata.Namespace ?? "", pod.Metadata.Name, pod.Metadata.Uid)
            : null;
}
