namespace Deploy.Kubernetes.Models;

/// <summary>The number of replicas of a workload.</summary>
public sealed record Scale : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ScaleSpec Spec { get; init => field = value ?? new(); } = new();

    public ScaleStatus Status { get; init => field = value ?? new(); } = new();
}
