using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>The few facts of a replica that recycling decides by, so that a hundred thousand of them fit in little memory.</summary>
internal sealed record ReplicaFact
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required string ResourceVersion { get; init; }

    public required string Module { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>Kind, name and UID of its controller; empty when it has none.</summary>
    public string OwnerKind { get; init; } = "";

    public string OwnerName { get; init; } = "";

    public string OwnerUid { get; init; } = "";

    public bool IsReady { get; init; }

    public bool IsDeleting { get; init; }

    /// <summary>Marked as decommissioned, by us or by a release.</summary>
    public bool IsMarked { get; init; }

    /// <summary>Since when it has been unresponsive; null when it is not.</summary>
    public DateTimeOffset? UnresponsiveSince { get; init; }

    /// <summary>Whether it is a module on a base, where the same version cannot be twice.</summary>
    public bool IsOnBase { get; init; }

    public RecycleNote? Note { get; init; }

    public static ReplicaFact? Of(Pod pod, ReplicaStateOptions states, DateTimeOffset now)
    {
        if (ModuleIdentity.Of(pod) is not { } identity || pod.Status.Phase is "Succeeded" or "Failed")
            return null;
        var owner = pod.Metadata.OwnerReferences.FirstOrDefault(o => o.Controller == true);
        var ready = pod.Status.Conditions.FirstOrDefault(c => c.Type == "Ready");
        var marked = pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt);
        return new()
        {
            Namespace = pod.Metadata.Namespace ?? "",
            Name = pod.Metadata.Name,
            Uid = pod.Metadata.Uid,
            ResourceVersion = pod.Metadata.ResourceVersion,
            Module = identity.Name,
            CreatedOn = pod.Metadata.CreationTimestamp ?? now,
            OwnerKind = owner?.Kind ?? "",
            OwnerName = owner?.Name ?? "",
            OwnerUid = owner?.Uid ?? "",
            IsReady = ready?.Status == "True",
            IsDeleting = pod.Metadata.DeletionTimestamp is not null,
            IsMarked = marked,
            UnresponsiveSince = IsUnresponsive(pod, states, now) ? ready?.LastTransitionTime : null,
            IsOnBase = pod.Spec.Tolerations.Any(t => t.Key == ModuleLabels.VirtualNodeTaint),
            Note = RecycleNote.Read(pod.Metadata.Annotations),
        };
    }

    private static bool IsUnresponsive(Pod pod, ReplicaStateOptions states, DateTimeOffset now) =>
        ReplicaStates.Decide(pod, ReplicaEvidence.Empty, states, now).State == ReplicaState.Unresponsive;
}
