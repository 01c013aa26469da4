using System.Text.Json;

namespace Deploy.Kubernetes.Models;

/// <summary>A stable address in front of pods.</summary>
public sealed record Service : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ServiceSpec Spec { get; init => field = value ?? new(); } = new();

    public JsonElement? Status { get; init; }
}
