using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>A replica of a live view, as it was seen and told last.</summary>
internal sealed record WatchedReplica(Pod Pod, ModuleIdentity Module)
{
    /// <summary>What was told last; null before the first time.</summary>
    public ReplicaStatus? Status { get; init; }

    public ReplicaVerdict Verdict { get; init; } = new(ReplicaState.Starting, null);

    /// <summary>True while its pod has changed and nothing was told of it.</summary>
    public bool Dirty { get; init; } = true;
}
