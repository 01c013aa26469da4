namespace Deploy.Kubernetes.Models;

/// <summary>Where a volume shows in a container.</summary>
public sealed record VolumeMount
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string MountPath { get; init => field = value ?? ""; } = "";

    public string? SubPath { get; init; }

    public bool? ReadOnly { get; init; }
}
