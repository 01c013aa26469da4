namespace Deploy.Kubernetes.Models;

/// <summary>A secret as files.</summary>
public sealed record SecretVolumeSource
{
    public string SecretName { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<KeyToPath> Items { get; init => field = value ?? []; } = [];

    public int? DefaultMode { get; init; }

    public bool? Optional { get; init; }
}
