using Deploy.Operations.Replicas;

namespace Deploy.Operations.Reports;

/// <summary>What is known of a replica's past, wherever it was read.</summary>
internal sealed record LifeFacts
{
    public required DateTimeOffset Created { get; init; }

    /// <summary>The time of the report, or when it went.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Its state now; of one that went, the state that it went from.</summary>
    public required ReplicaState State { get; init; }

    /// <summary>When all its containers first ran; null while they have not, or where it is not known any more.</summary>
    public DateTimeOffset? Ran { get; init; }

    public bool IsReady { get; init; }

    /// <summary>When it became ready, or ceased to be.</summary>
    public DateTimeOffset? ReadyChanged { get; init; }

    /// <summary>Whether it was ready at any time.</summary>
    public bool WasReady { get; init; }

    /// <summary>When it was taken out of service or its deletion was asked for.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>Those that are still known, oldest first: at most the last two of each container.</summary>
    public IReadOnlyList<LifeEnd> Exits { get; init; } = [];

    /// <summary>Restarts of all its containers together.</summary>
    public int Restarts { get; init; }
}
