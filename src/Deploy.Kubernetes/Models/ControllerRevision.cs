using System.Text.Json;

namespace Deploy.Kubernetes.Models;

/// <summary>One stored revision of a daemon set or a stateful set.</summary>
public sealed record ControllerRevision : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>A strategic merge patch of the template.</summary>
    public JsonElement? Data { get; init; }

    public long Revision { get; init; }
}
