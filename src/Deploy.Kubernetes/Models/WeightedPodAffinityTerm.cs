namespace Deploy.Kubernetes.Models;

/// <summary>A wish with its weight.</summary>
public sealed record WeightedPodAffinityTerm
{
    /// <summary>1 to 100.</summary>
    public int Weight { get; init; }

    public PodAffinityTerm PodAffinityTerm { get; init => field = value ?? new(); } = new();
}
