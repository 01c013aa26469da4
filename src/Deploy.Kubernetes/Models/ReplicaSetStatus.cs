namespace Deploy.Kubernetes.Models;

/// <summary>What is known of a replica set.</summary>
public sealed record ReplicaSetStatus
{
    public long ObservedGeneration { get; init; }

    public int Replicas { get; init; }

    public int FullyLabeledReplicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int AvailableReplicas { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
