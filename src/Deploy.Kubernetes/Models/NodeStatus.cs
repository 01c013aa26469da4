using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>What is known of a node.</summary>
public sealed record NodeStatus
{
    public IReadOnlyDictionary<string, Quantity> Capacity { get; init => field = value ?? ReadOnlyDictionary<string, Quantity>.Empty; } = ReadOnlyDictionary<string, Quantity>.Empty;

    public IReadOnlyDictionary<string, Quantity> Allocatable { get; init => field = value ?? ReadOnlyDictionary<string, Quantity>.Empty; } = ReadOnlyDictionary<string, Quantity>.Empty;

    public string? Phase { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    public IReadOnlyList<NodeAddress> Addresses { get; init => field = value ?? []; } = [];

    public NodeSystemInfo? NodeInfo { get; init; }

    public IReadOnlyList<ContainerImage> Images { get; init => field = value ?? []; } = [];
}
