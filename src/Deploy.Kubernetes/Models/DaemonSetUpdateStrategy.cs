namespace Deploy.Kubernetes.Models;

/// <summary>How pods are replaced.</summary>
public sealed record DaemonSetUpdateStrategy
{
    /// <summary>RollingUpdate (the default) or OnDelete.</summary>
    public string? Type { get; init; }

    public RollingUpdateDaemonSet? RollingUpdate { get; init; }
}
