using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>A daemon set with its template kept as it came.</summary>
internal sealed record DaemonSetWorkload : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public DaemonSetWorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    public DaemonSetStatus Status { get; init => field = value ?? new(); } = new();
}
