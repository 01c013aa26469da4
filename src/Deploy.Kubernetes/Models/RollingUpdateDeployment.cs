namespace Deploy.Kubernetes.Models;

/// <summary>Bounds of a rolling update, as a number or percent.</summary>
public sealed record RollingUpdateDeployment
{
    public IntOrString? MaxUnavailable { get; init; }

    public IntOrString? MaxSurge { get; init; }
}
