namespace Deploy.Kubernetes.Models;

/// <summary>A lock with a holder that expires.</summary>
public sealed record Lease : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public LeaseSpec Spec { get; init => field = value ?? new(); } = new();
}
