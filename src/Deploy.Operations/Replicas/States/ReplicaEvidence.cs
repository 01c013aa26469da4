using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>What is known of a replica besides its pod. Everything in it may be missing; causes are then less exact.</summary>
public sealed record ReplicaEvidence
{
    /// <summary>Nothing but the pod.</summary>
    public static ReplicaEvidence Empty { get; } = new();

    /// <summary>The events of this pod, in any order. Null: they were not read.</summary>
    public IReadOnlyList<Event>? Events { get; init; }

    /// <summary>The node that the pod is assigned to. Null: it was not read, or does not exist.</summary>
    public Node? Node { get; init; }

    /// <summary>What is free on all nodes. Null: it was not read.</summary>
    public ClusterCapacity? Capacity { get; init; }

    /// <summary>The room that it is to get, as somebody knows who has looked for longer than this moment. Null: as <see cref="Capacity"/> says.</summary>
    public EndingRoom? Room { get; init; }
}
