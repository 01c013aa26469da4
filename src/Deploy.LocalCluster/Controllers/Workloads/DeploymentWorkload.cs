using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>A deployment with its template kept as it came.</summary>
internal sealed record DeploymentWorkload : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public DeploymentWorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    public DeploymentStatus Status { get; init => field = value ?? new(); } = new();
}
