namespace Deploy.Kubernetes.Models;

/// <summary>What a node is configured to.</summary>
public sealed record NodeSpec
{
    public bool Unschedulable { get; init; }

    public IReadOnlyList<Taint> Taints { get; init => field = value ?? []; } = [];

    public string? PodCIDR { get; init; }

    public string? ProviderID { get; init; }
}
