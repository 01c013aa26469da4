namespace Deploy.Kubernetes.Models;

/// <summary>A scope for names.</summary>
public sealed record Namespace : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public NamespaceSpec Spec { get; init => field = value ?? new(); } = new();

    public NamespaceStatus Status { get; init => field = value ?? new(); } = new();
}
