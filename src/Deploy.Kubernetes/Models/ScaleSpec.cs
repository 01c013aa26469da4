namespace Deploy.Kubernetes.Models;

/// <summary>The number asked for.</summary>
public sealed record ScaleSpec
{
    public int Replicas { get; init; }
}
