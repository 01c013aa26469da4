using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>A stateful set with its template kept as it came.</summary>
internal sealed record StatefulSetWorkload : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public StatefulSetWorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    public StatefulSetStatus Status { get; init => field = value ?? new(); } = new();
}
