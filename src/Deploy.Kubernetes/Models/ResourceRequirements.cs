using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>What a container is given at least (requests) and at most (limits).</summary>
public sealed record ResourceRequirements
{
    public IReadOnlyDictionary<string, Quantity> Requests { get; init => field = value ?? ReadOnlyDictionary<string, Quantity>.Empty; } = ReadOnlyDictionary<string, Quantity>.Empty;

    public IReadOnlyDictionary<string, Quantity> Limits { get; init => field = value ?? ReadOnlyDictionary<string, Quantity>.Empty; } = ReadOnlyDictionary<string, Quantity>.Empty;
}
