using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>Values that must not be shown.</summary>
public sealed record Secret : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public string? Type { get; init; }

    public IReadOnlyDictionary<string, byte[]> Data { get; init => field = value ?? ReadOnlyDictionary<string, byte[]>.Empty; } = ReadOnlyDictionary<string, byte[]>.Empty;

    /// <summary>Write-only: plain values that the server moves to <see cref="Data"/>.</summary>
    public IReadOnlyDictionary<string, string> StringData { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public bool? Immutable { get; init; }

    /// <summary>Names the secret, never its values.</summary>
    public override string ToString() => $"Secret {Metadata.Namespace}/{Metadata.Name}";
}
