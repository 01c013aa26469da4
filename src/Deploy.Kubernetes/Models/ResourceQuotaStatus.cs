using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>What is allowed and used.</summary>
public sealed record ResourceQuotaStatus
{
    public IReadOnlyDictionary<string, Quantity> Hard { get; init => field = value ?? ReadOnlyDictionary<string, Quantity>.Empty; } = ReadOnlyDictionary<string, Quantity>.Empty;

    public IReadOnlyDictionary<string, Quantity> Used { get; init => field = value ?? ReadOnlyDictionary<string, Quantity>.Empty; } = ReadOnlyDictionary<string, Quantity>.Empty;
}
