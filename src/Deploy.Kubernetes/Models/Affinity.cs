namespace Deploy.Kubernetes.Models;

/// <summary>Where a pod wants, or must not want, to run.</summary>
public sealed record Affinity
{
    public NodeAffinity? NodeAffinity { get; init; }

    public PodAffinity? PodAffinity { get; init; }

    public PodAffinity? PodAntiAffinity { get; init; }
}
