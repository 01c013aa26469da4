namespace Deploy.Kubernetes.Models;

/// <summary>Bounds on what a namespace may use.</summary>
public sealed record ResourceQuota : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ResourceQuotaSpec Spec { get; init => field = value ?? new(); } = new();

    public ResourceQuotaStatus Status { get; init => field = value ?? new(); } = new();
}
