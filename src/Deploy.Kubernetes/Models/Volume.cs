using System.Text.Json;

namespace Deploy.Kubernetes.Models;

/// <summary>A volume of a pod; exactly one source is set.</summary>
public sealed record Volume
{
    public string Name { get; init => field = value ?? ""; } = "";

    public EmptyDirVolumeSource? EmptyDir { get; init; }

    public ConfigMapVolumeSource? ConfigMap { get; init; }

    public SecretVolumeSource? Secret { get; init; }

    public HostPathVolumeSource? HostPath { get; init; }

    public PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }

    public JsonElement? Projected { get; init; }

    public JsonElement? DownwardAPI { get; init; }
}
