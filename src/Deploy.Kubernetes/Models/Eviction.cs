using System.Text.Json;

namespace Deploy.Kubernetes.Models;

/// <summary>Asks for a pod to go, budgets permitting.</summary>
public sealed record Eviction : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public JsonElement? DeleteOptions { get; init; }
}
