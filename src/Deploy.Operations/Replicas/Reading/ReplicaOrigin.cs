using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>Where a replica comes from, as far as its pod and its ReplicaSet tell.</summary>
internal sealed record ReplicaOrigin(
    string Namespace, string Name, string Module, string? Workload, string? Set, string? Revision, DateTimeOffset? CreatedAt, DateTimeOffset? SetCreatedAt)
{
    public static ReplicaOrigin Of(Pod pod, ModuleIdentity module, Revisions revisions)
    {
        var owner = ModuleIdentity.Owner(pod);
        return new(pod.Metadata.Namespace ?? "", pod.Metadata.Name, module.Name, ModuleIdentity.WorkloadOf(pod),
            owner?.Kind == "ReplicaSet" ? owner.Name : null, revisions.Of(pod), pod.Metadata.CreationTimestamp, revisions.CreatedAt(owner?.Uid));
    }
}
