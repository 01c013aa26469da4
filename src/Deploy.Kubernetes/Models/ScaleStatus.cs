namespace Deploy.Kubernetes.Models;

/// <summary>The number found.</summary>
public sealed record ScaleStatus
{
    public int Replicas { get; init; }

    public string? Selector { get; init; }
}
