using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>Settings as plain keys and values.</summary>
public sealed record ConfigMap : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public IReadOnlyDictionary<string, string> Data { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Values in base64.</summary>
    public IReadOnlyDictionary<string, string> BinaryData { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public bool? Immutable { get; init; }
}
