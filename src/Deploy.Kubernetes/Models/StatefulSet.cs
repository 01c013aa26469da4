namespace Deploy.Kubernetes.Models;

/// <summary>Pods with a stable name and order.</summary>
public sealed record StatefulSet : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public StatefulSetSpec Spec { get; init => field = value ?? new(); } = new();

    public StatefulSetStatus Status { get; init => field = value ?? new(); } = new();
}
