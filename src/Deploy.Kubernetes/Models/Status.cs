using System.Text.Json.Serialization;

namespace Deploy.Kubernetes.Models;

/// <summary>The server's account of a failure, or of a deletion that is done.</summary>
public sealed record Status
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Success or Failure.</summary>
    [JsonPropertyName("status")]
    public string? Result { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    public int Code { get; init; }

    public StatusDetails? Details { get; init; }
}
