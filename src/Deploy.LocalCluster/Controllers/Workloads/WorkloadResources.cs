using Deploy.Kubernetes;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>The workload kinds, read so that templates stay whole.</summary>
internal static class WorkloadResources
{
    public static ResourceType<DeploymentWorkload> Deployments { get; } = Resources.Deployments.As(WorkloadJson.Of<DeploymentWorkload>);

    public static ResourceType<ReplicaSetWorkload> ReplicaSets { get; } = Resources.ReplicaSets.As(WorkloadJson.Of<ReplicaSetWorkload>);

    public static ResourceType<StatefulSetWorkload> StatefulSets { get; } = Resources.StatefulSets.As(WorkloadJson.Of<StatefulSetWorkload>);

    public static ResourceType<DaemonSetWorkload> DaemonSets { get; } = Resources.DaemonSets.As(WorkloadJson.Of<DaemonSetWorkload>);
}
