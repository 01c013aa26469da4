namespace Deploy.Kubernetes.Models;

/// <summary>Not yet running, or between two runs.</summary>
public sealed record ContainerStateWaiting
{
    public string? Reason { get; init; }

    public string? Message { get; init; }
}
