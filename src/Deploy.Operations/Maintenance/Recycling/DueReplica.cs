namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>A replica that is to go.</summary>
/// <param name="Reason">For the archive: recycled, unresponsive, restarted, removed.</param>
/// <param name="Why">The same with the numbers.</param>
/// <param name="Wish">What an operator wants of it; null where nobody asked.</param>
internal sealed record DueReplica(ReplicaFact Replica, string Reason, string Why, RecycleWish? Wish)
{
    /// <summary>What operators asked for, then the silent ones, then the oldest.</summary>
    public static Comparison<DueReplica> MostUrgentFirst { get; } = (one, other) => one.Key.CompareTo(other.Key);

    private (int, DateTimeOffset, string) Key => (Wish is not null ? 0 : Reason == "unresponsive" ? 1 : 2, Replica.CreatedOn, Replica.Name);

    /// <summary>Null for a replica that stays.</summary>
    public static DueReplica? Of(ReplicaFact replica, RecycleOptions options, DateTimeOffset now, IReadOnlyDictionary<string, RecycleWish>? wishes)
    {
        if (wishes?.TryGetValue(replica.Uid, out var wish) == true)
            return new(replica, wish.Reason, "an operator asked for it", wish);
        if (options.UnresponsiveLimit is { } limit && replica.UnresponsiveSince is { } since && now - since >= limit)
            return new(replica, "unresponsive", $"unresponsive since {since:u}, longer than {limit}", null);
        return RecycleAge.IsOver(replica, options, now)
            ? new(replica, "recycled", $"running since {replica.CreatedOn:u}, longer than its {RecycleAge.Limit(replica.Uid, options):d\\.hh\\:mm\\:ss}", null)
            : null;
    }
}
