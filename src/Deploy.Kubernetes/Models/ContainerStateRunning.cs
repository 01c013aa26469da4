namespace Deploy.Kubernetes.Models;

/// <summary>Running.</summary>
public sealed record ContainerStateRunning
{
    public DateTimeOffset? StartedAt { get; init; }
}
