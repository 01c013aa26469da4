namespace Deploy.Operations.Repair;

/// <summary>What a repair can find.</summary>
public enum RepairKind
{
    /// <summary>A release that nobody drives any more, half-way.</summary>
    InterruptedRelease,

    /// <summary>A lock that ran out and was never given back.</summary>
    StaleLock,

    /// <summary>The fields that a batched release sets for its time, without a release.</summary>
    LeftBarrier,

    /// <summary>A Service still held on one set of replicas.</summary>
    HeldService,

    /// <summary>A replica that no workload owns.</summary>
    OrphanReplica,

    /// <summary>A ReplicaSet whose Deployment is gone.</summary>
    ResidualReplicaSet,

    /// <summary>A Service, ConfigMap or Secret whose module is gone.</summary>
    LeftAlong,

    /// <summary>A deletion that does not end.</summary>
    StuckDeletion,
}
