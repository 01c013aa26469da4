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

/// <summary>How a board is written: with or without colours, and the signs that the terminal can show.</summary>
/// <param name="HasColour">Whether colours are written.</param>
/// <param name="HasSigns">Whether there is more than ASCII.</param>
internal sealed record BoardStyle(bool HasColour, bool HasSigns)
{
    public string Arrow => HasSigns ? "→" : "->";

    public string Ellipsis => HasSigns ? "…" : "~";

    /// <summary>What a bar is made of: done, then still to do.</summary>
    public (char Done, char Left) Bar => HasSigns ? ('━', '╌') : ('#', '.');

    /// <summary>The sign of a state, so that colours are not all there is to tell them apart.</summary>
    public char Sign(ReplicaState state) => state switch
    {
        ReplicaState.Responsive => HasSigns ? '■' : 'R',
        ReplicaState.Started => HasSigns ? '▣' : 'S',
        ReplicaState.Starting => HasSigns ? '□' : 's',
        ReplicaState.Unresponsive => '!',
        ReplicaState.StartingError => HasSigns ? '×' : 'E',
        ReplicaState.Decommissioned => HasSigns ? '▫' : 'd',
        _ => HasSigns ? '·' : '-',
    };
}

/// <summary>What an operator looks at first.</summary>
internal static class Severity
{
    /// <summary>States, the worst first; what is over last.</summary>
    public static IReadOnlyList<ReplicaState> WorstFirst { get; } =
    [
        ReplicaState.StartingError, ReplicaState.Unresponsive, ReplicaState.Starting, ReplicaState.Started,
        ReplicaState.Decommissioned, ReplicaState.Responsive, ReplicaState.Deleted,
    ];

    /// <summary>States as they are counted: what works first.</summary>
    public static IReadOnlyList<ReplicaState> AsCounted { get; } =
    [
        ReplicaState.Responsive, ReplicaState.Started, ReplicaState.Starting, ReplicaState.Unresponsive,
        ReplicaState.StartingError, ReplicaState.Decommissioned, ReplicaState.Deleted,
    ];

    /// <summary>Replicas, the worst first, by module and name within a state.</summary>
    public static IReadOnlyList<ReplicaStatus> Sort(IEnumerable<ReplicaStatus> replicas) =>
    [
        .. replicas.OrderBy(replica => Rank(replica.State)).ThenBy(replica => replica.Namespace, StringComparer.Ordinal)
            .ThenBy(replica => replica.Module, StringComparer.Ordinal).ThenBy(replica => replica.Name, StringComparer.Ordinal),
    ];

    private static int Rank(ReplicaState state) => WorstFirst.TakeWhile(other => other != state).Count();
}
