namespace Deploy.Kubernetes.Models;

/// <summary>An empty directory that lives as long as the pod.</summary>
public sealed record EmptyDirVolumeSource
{
    public string? Medium { get; init; }

    public Quantity? SizeLimit { get; init; }
}
