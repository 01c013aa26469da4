using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>One write that a deployment needs.</summary>
internal abstract record DeploymentAction
{
    private DeploymentAction()
    {
    }

    /// <summary>Creates the set for a template that has none yet.</summary>
    public sealed record Create(ReplicaSetWorkload Set) : DeploymentAction;

    /// <summary>Changes annotations (only those given) and, where set, the size and the ready time of a set.</summary>
    public sealed record Update(ReplicaSetWorkload Set, IReadOnlyDictionary<string, string> Annotations, int? Replicas, int? MinReadySeconds) : DeploymentAction
    {
        /// <summary>Up or down; null where the size stays.</summary>
        public string? Direction => Replicas is not { } replicas || replicas == Set.Spec.Replicas ? null : replicas > Set.Spec.Replicas ? "up" : "down";
    }

    /// <summary>Removes a set of the history.</summary>
    public sealed record Delete(ReplicaSetWorkload Set) : DeploymentAction;
}
