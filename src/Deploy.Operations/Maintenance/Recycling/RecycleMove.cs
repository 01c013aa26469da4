namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>The next move for one replica.</summary>
/// <param name="Replica">Which one.</param>
/// <param name="Kind">What is next.</param>
/// <param name="Reason">Why it goes at all: recycled, unresponsive, restarted, removed.</param>
/// <param name="Why">Why this is next, with the numbers.</param>
internal sealed record RecycleMove(ReplicaFact Replica, RecycleMoveKind Kind, string Reason, string Why)
{
    public MaintenanceAction Action => new($"Replica {Replica.Namespace}/{Replica.Name}", Kind switch
    {
        RecycleMoveKind.Detach => "start its replacement",
        RecycleMoveKind.TakeOut => "take out of traffic",
        RecycleMoveKind.Delete => "archive and delete",
        _ => "wait",
    }, Why);
}
