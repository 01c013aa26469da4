using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>What is known of a budget.</summary>
public sealed record PodDisruptionBudgetStatus
{
    public long ObservedGeneration { get; init; }

    public IReadOnlyDictionary<string, DateTimeOffset> DisruptedPods { get; init => field = value ?? ReadOnlyDictionary<string, DateTimeOffset>.Empty; } = ReadOnlyDictionary<string, DateTimeOffset>.Empty;

    public int DisruptionsAllowed { get; init; }

    public int CurrentHealthy { get; init; }

    public int DesiredHealthy { get; init; }

    public int ExpectedPods { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
