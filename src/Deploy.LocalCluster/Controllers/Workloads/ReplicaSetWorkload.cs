using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>A replica set with its template kept as it came.</summary>
internal sealed record ReplicaSetWorkload : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ReplicaSetWorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    public ReplicaSetStatus Status { get; init => field = value ?? new(); } = new();
}
