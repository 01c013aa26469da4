namespace Deploy.Kubernetes.Models;

/// <summary>Keeps a number of equal pods running.</summary>
public sealed record ReplicaSet : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ReplicaSetSpec Spec { get; init => field = value ?? new(); } = new();

    public ReplicaSetStatus Status { get; init => field = value ?? new(); } = new();
}
