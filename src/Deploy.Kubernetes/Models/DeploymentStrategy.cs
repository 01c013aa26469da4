namespace Deploy.Kubernetes.Models;

/// <summary>How pods are replaced.</summary>
public sealed record DeploymentStrategy
{
    /// <summary>RollingUpdate (the default) or Recreate.</summary>
    public string? Type { get; init; }

    public RollingUpdateDeployment? RollingUpdate { get; init; }
}
