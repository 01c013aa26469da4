namespace Deploy.Kubernetes.Models;

/// <summary>One pod on every matching node.</summary>
public sealed record DaemonSet : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public DaemonSetSpec Spec { get; init => field = value ?? new(); } = new();

    public DaemonSetStatus Status { get; init => field = value ?? new(); } = new();
}
