namespace Deploy.Kubernetes.Models;

/// <summary>Exactly one of the two bounds is set.</summary>
public sealed record PodDisruptionBudgetSpec
{
    public IntOrString? MinAvailable { get; init; }

    public IntOrString? MaxUnavailable { get; init; }

    public LabelSelector? Selector { get; init; }
}
