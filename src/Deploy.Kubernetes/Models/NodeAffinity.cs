namespace Deploy.Kubernetes.Models;

/// <summary>Rules on node labels.</summary>
public sealed record NodeAffinity
{
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    public IReadOnlyList<PreferredSchedulingTerm> PreferredDuringSchedulingIgnoredDuringExecution { get; init => field = value ?? []; } = [];
}
