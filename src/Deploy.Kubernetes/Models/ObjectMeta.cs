using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>What every Kubernetes object carries: its name, its identity and its labels.</summary>
public sealed record ObjectMeta
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string? GenerateName { get; init; }

    /// <summary>Null for cluster-wide objects.</summary>
    public string? Namespace { get; init; }

    /// <summary>Set by the server; unique over time and space.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Opaque; changes with every write.</summary>
    public string ResourceVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Counts changes of the spec; 0 where the kind does not count.</summary>
    public long Generation { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When the object goes; set by the server at the first delete.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    public long? DeletionGracePeriodSeconds { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyDictionary<string, string> Annotations { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<OwnerReference> OwnerReferences { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Finalizers { get; init => field = value ?? []; } = [];
}
