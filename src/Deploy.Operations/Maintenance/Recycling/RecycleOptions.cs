using Deploy.Operations.Replicas;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>When replicas are replaced for their age or their silence, and how many at once.</summary>
public sealed record RecycleOptions
{
    /// <summary>No replica grows older. Range over zero to 24 h, default 23 h.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(23);

    /// <summary>Only replicas created before this are replaced for their age; null: all. For a run that goes on until it is through.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>
    /// The share of the age by which replicas go earlier, each by its own UID, so that those started together do not go
    /// together. Range 0 to 0.9, default 0.1.
    /// </summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>A replica that stays unresponsive for longer is replaced. Default null: never.</summary>
    public TimeSpan? UnresponsiveLimit { get; init; }

    /// <summary>Time that a replica gets to finish its requests after it was taken out of traffic. Default 30 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Percent of a module's replicas under way at once, at least one. Range 1 to 100, default 10.</summary>
    public int Percent { get; init; } = 10;

    /// <summary>
    /// Percent of all replicas that are under way at once in the whole cluster, so that many that were started together can be replaced
    /// before they are too old. Range 1 to 100, default 5.
    /// </summary>
    public int TotalPercent { get; init; } = 5;

    /// <summary>Replicas that may be under way at once however few there are. Range from 1, default 100.</summary>
    public int Total { get; init; } = 100;

    /// <summary>Replicas that may be under way at once where there are so many.</summary>
    internal int LimitOf(int replicas) => Math.Max(Math.Max(1, Total), (int)Math.Ceiling(replicas * (double)Math.Clamp(TotalPercent, 1, 100) / 100));

    /// <summary>What counts as unresponsive.</summary>
    public ReplicaStateOptions States { get; init; } = ReplicaStateOptions.Default;
}
