using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>Gathers what watches tell, for the next frame. Thread-safe.</summary>
/// <param name="title">What is watched, in words.</param>
/// <param name="isWatched">Whether a release belongs to what is watched.</param>
/// <param name="states">The states asked for; empty for all. A replica that leaves them is still shown for a moment.</param>
internal sealed class ReplicaBoard(string title, Func<ReleaseStanding, bool> isWatched, IReadOnlyList<ReplicaState> states)
{
    /// <summary>How long what is over stays to be seen.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(8);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (ReplicaStatus Status, DateTimeOffset Seen)> replicas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ReleaseStanding Standing, DateTimeOffset Seen)> releases = new(StringComparer.Ordinal);
    private readonly HashSet<object> unsynced = [];
    private DateTimeOffset? silentSince;
    private long version;
    private string? notice;

    /// <summary>Grows with everything that is taken in: as long as it stays, only time changes what there is to show.</summary>
    public long Version
    {
        get
        {
            lock (gate)
                return version;
        }
    }

    /// <summary>Says that a watch has begun whose first list is not in yet.</summary>
    public void Expect(object watch)
    {
        lock (gate)
            unsynced.Add(watch);
    }

    /// <summary>Takes in a change of a replica.</summary>
    public void Take(object watch, ReplicaChange change, DateTimeOffset now)
    {
        lock (gate)
        {
            version++;
            if (change.Type == ReplicaChangeType.Synced)
                unsynced.Remove(watch);
            else if (change.Status is { } status)
                replicas[status.Uid] = (status, now);
        }
    }

    /// <summary>Takes in how a release stands. What had ended before the watch began is not shown.</summary>
    public void Take(ReleaseStanding standing, DateTimeOffset now)
    {
        var key = $"{standing.Namespace}/{standing.Module}";
        lock (gate)
        {
            version++;
            if (isWatched(standing) && (standing.IsOpen || releases.ContainsKey(key)))
                releases[key] = (standing, now);
        }
    }

    /// <summary>Notes since when the server has not answered; null: it does.</summary>
    public void NoteSilence(DateTimeOffset? since)
    {
        lock (gate)
            silentSince = since;
    }

    /// <summary>Says what cannot be shown, and why.</summary>
    public void Note(string what)
    {
        lock (gate)
            notice = what;
    }

    /// <summary>What there is to show now.</summary>
    public BoardState Snapshot(DateTimeOffset now)
    {
        lock (gate)
        {
            Forget(replicas, entry => IsOver(entry.Status.State), entry => now - entry.Seen);
            Forget(releases, entry => !entry.Standing.IsOpen, entry => now - entry.Seen);
            return new BoardState
            {
                Title = title,
                Replicas = [.. replicas.Values.Select(entry => entry.Status.CreatedAt is { } created ? entry.Status with { Age = now - created } : entry.Status)],
                Releases = [.. releases.Values.Select(entry => entry.Standing).OrderBy(standing => standing.Namespace, StringComparer.Ordinal).ThenBy(standing => standing.Module, StringComparer.Ordinal)],
                IsComplete = unsynced.Count == 0,
                SilentSince = silentSince,
                Notice = notice,
                Now = now,
            };
        }
    }

    private bool IsOver(ReplicaState state) => state == ReplicaState.Deleted || (states.Count > 0 && !states.Contains(state));

    private static void Forget<T>(Dictionary<string, T> entries, Func<T, bool> isOver, Func<T, TimeSpan> age)
    {
        foreach (var (key, entry) in entries.ToArray())
        {
            if (isOver(entry) && age(entry) > Farewell)
                entries.Remove(key);
        }
    }
}
