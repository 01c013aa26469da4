namespace Deploy.Kubernetes.Models;

/// <summary>A directory or file of the node.</summary>
public sealed record HostPathVolumeSource
{
    public string Path { get; init => field = value ?? ""; } = "";

    public string? Type { get; init; }
}
