namespace Deploy.Kubernetes.Models;

/// <summary>How pods are replaced.</summary>
public sealed record StatefulSetUpdateStrategy
{
    /// <summary>RollingUpdate (the default) or OnDelete.</summary>
    public string? Type { get; init; }

    public RollingUpdateStatefulSet? RollingUpdate { get; init; }
}
