using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

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
