namespace Deploy.LocalCluster.Blobs.Access;

/// <summary>The lease of one blob or container. Guarded by the account's gate.</summary>
internal sealed class BlobLease
{
    private DateTimeOffset until;
    private DateTimeOffset? breaksAt;

    public string? Id { get; private set; }

    public TimeSpan Duration { get; private set; }

    public string State(DateTimeOffset now)
    {
        if (Id is null)
            return "available";
        if (breaksAt is { } moment)
            return now >= moment ? "broken" : "breaking";
        return now >= until ? "expired" : "leased";
    }

    public bool IsHeld(DateTimeOffset now) => State(now) is "leased" or "breaking";

    public void Take(string id, TimeSpan duration, DateTimeOffset now)
    {
        Id = id;
        Duration = duration;
        until = duration == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : now + duration;
        breaksAt = null;
    }

    public void Rename(string id) => Id = id;

    public void Release()
    {
        Id = null;
        breaksAt = null;
    }

    /// <summary>Ends the lease after a while, or when it would end by itself if that is sooner. Returns how long it still holds.</summary>
    public TimeSpan Break(TimeSpan? after, DateTimeOffset now)
    {
        var remaining = until == DateTimeOffset.MaxValue ? TimeSpan.Zero : until - now;
        var wait = after is { } asked && (until == DateTimeOffset.MaxValue || asked < remaining) ? asked : remaining;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        breaksAt = now + wait;
        return wait;
    }
}
