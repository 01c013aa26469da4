using System.Text.Json.Serialization;

namespace Deploy.Kubernetes.Models;

/// <summary>A port that a container listens on.</summary>
public sealed record ContainerPort
{
    public string? Name { get; init; }

    [JsonPropertyName("containerPort")]
    public int Port { get; init; }

    public int? HostPort { get; init; }

    public string? Protocol { get; init; }
}
