using System.Text.Json.Serialization;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes.Models;

/// <summary>Something that happened to an object (core/v1).</summary>
public sealed record Event : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public ObjectReference InvolvedObject { get; init => field = value ?? new(); } = new();

    public string? Reason { get; init; }

    public string? Message { get; init; }

    /// <summary>Normal or Warning.</summary>
    public string? Type { get; init; }

    /// <summary>How often; 0 where the event is new or counted in Series.</summary>
    public int Count { get; init; }

    public DateTimeOffset? FirstTimestamp { get; init; }

    public DateTimeOffset? LastTimestamp { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    public EventSeries? Series { get; init; }

    public EventSource? Source { get; init; }

    public string? Action { get; init; }

    public ObjectReference? Related { get; init; }

    public string? ReportingComponent { get; init; }

    public string? ReportingInstance { get; init; }
}
