namespace Deploy.Kubernetes.Models;

/// <summary>A claim in the pod's namespace.</summary>
public sealed record PersistentVolumeClaimVolumeSource
{
    public string ClaimName { get; init => field = value ?? ""; } = "";

    public bool? ReadOnly { get; init; }
}
