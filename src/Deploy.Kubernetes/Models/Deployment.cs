namespace Deploy.Kubernetes.Models;

/// <summary>Replaces pods gradually and keeps a history of revisions.</summary>
public sealed record Deployment : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public DeploymentSpec Spec { get; init => field = value ?? new(); } = new();

    public DeploymentStatus Status { get; init => field = value ?? new(); } = new();
}
