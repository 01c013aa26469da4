using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>What a replica set asks for.</summary>
internal sealed record ReplicaSetWorkloadSpec
{
    public int Replicas { get; init; } = 1;

    public int MinReadySeconds { get; init; }

    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    public PodTemplate Template { get; init => field = value ?? new(default); } = new(default);
}
