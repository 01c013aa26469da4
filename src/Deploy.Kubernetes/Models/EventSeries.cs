using System.Text.Json.Serialization;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes.Models;

/// <summary>Repetitions of an event.</summary>
public sealed record EventSeries
{
    public int Count { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; init; }
}
