namespace Deploy.Operations.Replicas;

/// <summary>The limits that the state of a replica is worked out with.</summary>
public sealed record ReplicaStateOptions
{
    public static ReplicaStateOptions Default { get; } = new();

    /// <summary>
    /// How long a replica whose containers all run may be not Ready before it counts as Unresponsive, from the start of
    /// its last container on; what its start-up and readiness checks allow comes on top. From 0; default 2 minutes.
    /// </summary>
    public TimeSpan ReadinessGrace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a container without a readiness check must have run for its being Ready to count: the node calls it Ready
    /// as soon as its process exists, also one that crashes at once. From 0; default 10 seconds.
    /// </summary>
    public TimeSpan MinimumRun { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after its deletion grace a replica may still exist before it counts as stuck. From 0; default 1 minute.</summary>
    public TimeSpan DeletionMargin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long containers may be created before their events are asked for the reason. From 0; default 10 seconds.</summary>
    public TimeSpan CreationPatience { get; init; } = TimeSpan.FromSeconds(10);
}
