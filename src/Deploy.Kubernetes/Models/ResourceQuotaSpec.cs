using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>What a quota allows.</summary>
public sealed record ResourceQuotaSpec
{
    public IReadOnlyDictionary<string, Quantity> Hard { get; init => field = value ?? ReadOnlyDictionary<string, Quantity>.Empty; } = ReadOnlyDictionary<string, Quantity>.Empty;

    public IReadOnlyList<string> Scopes { get; init => field = value ?? []; } = [];
}
