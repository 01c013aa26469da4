namespace Deploy.Kubernetes.Models;

/// <summary>An image that a node holds.</summary>
public sealed record ContainerImage
{
    public IReadOnlyList<string> Names { get; init => field = value ?? []; } = [];

    public long SizeBytes { get; init; }
}
