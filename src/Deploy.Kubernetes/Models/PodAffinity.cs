namespace Deploy.Kubernetes.Models;

/// <summary>Rules on the pods that already run in a topology domain.</summary>
public sealed record PodAffinity
{
    public IReadOnlyList<PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution { get; init => field = value ?? []; } = [];

    public IReadOnlyList<WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution { get; init => field = value ?? []; } = [];
}
