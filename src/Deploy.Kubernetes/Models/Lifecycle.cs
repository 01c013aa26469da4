namespace Deploy.Kubernetes.Models;

/// <summary>What runs after a container's start and before its stop.</summary>
public sealed record Lifecycle
{
    public LifecycleHandler? PostStart { get; init; }

    public LifecycleHandler? PreStop { get; init; }
}
