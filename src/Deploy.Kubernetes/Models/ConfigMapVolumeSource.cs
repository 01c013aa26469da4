namespace Deploy.Kubernetes.Models;

/// <summary>A config map as files.</summary>
public sealed record ConfigMapVolumeSource
{
    public string Name { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<KeyToPath> Items { get; init => field = value ?? []; } = [];

    public int? DefaultMode { get; init; }

    public bool? Optional { get; init; }
}
