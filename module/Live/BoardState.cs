using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>Everything that a board shows at one moment.</summary>
internal sealed record BoardState
{
    /// <summary>What is watched: modules, namespace, cluster.</summary>
    public required string Title { get; init; }

    public IReadOnlyList<ReplicaStatus> Replicas { get; init; } = [];

    /// <summary>Releases that are open, or ended a moment ago.</summary>
    public IReadOnlyList<ReleaseStanding> Releases { get; init; } = [];

    /// <summary>Whether all replicas that were there at the start are known.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>When the server answered last; null while there is nothing to say about that.</summary>
    public DateTimeOffset? SilentSince { get; init; }

    /// <summary>What cannot be shown, and why; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>The time, as the reader's clock shows it.</summary>
    public required DateTimeOffset Now { get; init; }
}
