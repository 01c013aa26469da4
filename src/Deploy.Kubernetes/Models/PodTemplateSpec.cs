namespace Deploy.Kubernetes.Models;

/// <summary>The pod that a workload makes copies of.</summary>
public sealed record PodTemplateSpec
{
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public PodSpec Spec { get; init => field = value ?? new(); } = new();
}
