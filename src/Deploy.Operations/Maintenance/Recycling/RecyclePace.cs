using System.Globalization;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>
/// Whether replicas can all be replaced before they are too old, as many at once as may be: those of about one age become due together.
/// Of each replica only its age is counted, by the half hour. Pure.
/// </summary>
internal sealed class RecyclePace(RecycleOptions options, DateTimeOffset now)
{
    // No replica is to be older, whatever the options say.
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(24);
    private static readonly TimeSpan Bucket = TimeSpan.FromMinutes(30);

    private readonly int[] ages = new int[(int)(Oldest / Bucket) + 1];

    /// <summary>Replicas that are too old already.</summary>
    public int TooOld { get; private set; }

    /// <summary>What it takes from the moment at which a replica is begun until it is gone: its grace, three runs of a minute, and the start of its replacement.</summary>
    private TimeSpan Cycle => options.Grace + TimeSpan.FromMinutes(4);

    // The youngest age at which a replica may be due.
    private TimeSpan DueFrom => options.MaxAge * (1 - Math.Clamp(options.Jitter, 0, 0.9));

    public void Count(DateTimeOffset createdOn)
    {
        var age = now - createdOn;
        TooOld += age > Oldest ? 1 : 0;
        ages[Math.Clamp((int)(age / Bucket), 0, ages.Length - 1)]++;
    }

    /// <summary>How many must be under way at once for none to become too old; those that are already count as if they had the last half hour.</summary>
    public int Needed()
    {
        var needed = 0.0;
        for (var oldest = 0; oldest < ages.Length; oldest++)
        {
            var count = 0;
            // All that lie between two ages are due from the oldest one's time on, and must be through when the youngest one is too old.
            for (var youngest = oldest; youngest >= 0; youngest--)
            {
                count += ages[youngest];
                var from = DueFrom - Bucket * (oldest + 1);
                var until = Oldest - Bucket * (youngest + 1);
                var time = until - (from > TimeSpan.Zero ? from : TimeSpan.Zero);
                needed = Math.Max(needed, count * (Cycle / (time > Bucket ? time : Bucket)));
            }
        }
        return (int)Math.Ceiling(needed);
    }

    /// <summary>What an operator should know; null where all is well.</summary>
    /// <param name="replicas">How many there are.</param>
    /// <param name="limit">How many may be under way at once.</param>
    public string? Warning(int replicas, int limit)
    {
        var needed = Needed();
        if (needed <= limit)
            return null;
        var percent = Math.Min(100, (int)Math.Ceiling(100.0 * needed / Math.Max(1, replicas)));
        return string.Create(CultureInfo.InvariantCulture,
            $"Some replicas will be older than {Oldest.TotalHours:0} h{(TooOld > 0 ? $" ({TooOld} are)" : "")}: at most {limit} of {replicas} are under way at once, and about {needed} would have to be. Set DEPLOY_RECYCLE_TOTAL to {percent} (percent) or more, or DEPLOY_MAX_AGE_HOURS lower.");
    }

    /// <summary>The same of one set, whose replicas go a few at once.</summary>
    /// <param name="group">The set.</param>
    /// <param name="budget">How many of it may be under way at once.</param>
    public string? Warning(ReplicaGroup group, int budget)
    {
        var all = Cycle * ((double)group.Members / Math.Max(1, budget));
        return all <= Oldest ? null : string.Create(CultureInfo.InvariantCulture,
            $"{group.Kind} {group.Namespace}/{group.Name} cannot replace its {group.Members} replicas within {Oldest.TotalHours:0} h: {budget} at once {(budget == 1 ? "takes" : "take")} about {all.TotalHours:0} h. {(group.Kind == "ReplicaSet" ? "Raise DEPLOY_RECYCLE_PERCENT, or give it a spare base and an anti-affinity, so that a replacement starts first." : "Part it into several sets: its kind replaces one replica at a time.")}");
    }
}
