namespace Deploy.Kubernetes.Models;

/// <summary>How many pods may be disturbed at the same time.</summary>
public sealed record PodDisruptionBudget : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public PodDisruptionBudgetSpec Spec { get; init => field = value ?? new(); } = new();

    public PodDisruptionBudgetStatus Status { get; init => field = value ?? new(); } = new();
}
