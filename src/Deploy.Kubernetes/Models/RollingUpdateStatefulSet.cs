namespace Deploy.Kubernetes.Models;

/// <summary>Bounds of a rolling update.</summary>
public sealed record RollingUpdateStatefulSet
{
    /// <summary>Pods with a lower ordinal keep their version.</summary>
    public int? Partition { get; init; }

    public IntOrString? MaxUnavailable { get; init; }
}
