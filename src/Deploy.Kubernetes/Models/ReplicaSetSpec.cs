namespace Deploy.Kubernetes.Models;

/// <summary>What a replica set asks for.</summary>
public sealed record ReplicaSetSpec
{
    public int? Replicas { get; init; }

    public int MinReadySeconds { get; init; }

    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    public PodTemplateSpec Template { get; init => field = value ?? new(); } = new();
}
