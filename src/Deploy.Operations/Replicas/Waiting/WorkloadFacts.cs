using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas.Waiting;

/// <summary>What a wait knows of the workload whose replicas it waits for.</summary>
public sealed record WorkloadFacts
{
    /// <summary>How many replicas there should be. From 0.</summary>
    public required int Desired { get; init; }

    /// <summary>How many Responsive ones make success; null for all that there should be.</summary>
    public int? Required { get; init; }

    /// <summary>False while the controller has not taken note of the latest change: its conditions are then about the one before.</summary>
    public bool Observed { get; init; } = true;

    /// <summary>The workload's own conditions (Progressing, ReplicaFailure).</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Events of the workload and of its ReplicaSet; needed where the kind has no ReplicaFailure condition.</summary>
    public IReadOnlyList<Event> Events { get; init; } = [];
}
