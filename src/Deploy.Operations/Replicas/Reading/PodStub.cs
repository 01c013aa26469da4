using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>What a listing keeps of a pod besides its row.</summary>
internal sealed record PodStub(string? OwnerUid, string? Workload, string? Set, string? Revision, EvidenceKinds Wants)
{
    public static PodStub Of(Pod pod, EvidenceKinds wants, TextPool pool)
    {
        var owner = ModuleIdentity.Owner(pod);
        return new(Shared(owner?.Uid, pool), Shared(ModuleIdentity.WorkloadOf(pod), pool), owner?.Kind == "ReplicaSet" ? pool.Share(owner.Name) : null,
            Shared(Revisions.OfLabel(pod), pool), wants);
    }

    private static string? Shared(string? text, TextPool pool) => text is null ? null : pool.Share(text);
}
