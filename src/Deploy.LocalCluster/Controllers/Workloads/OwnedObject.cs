using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Any object, as far as deletion is concerned.</summary>
internal sealed record OwnedObject : IKubernetesObject
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();
}
