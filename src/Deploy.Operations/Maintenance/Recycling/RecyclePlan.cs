using System.Globalization;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>Decides the next move of every replica of a group that is going or due. Pure.</summary>
internal static class RecyclePlan
{
    public static IReadOnlyList<RecycleMove> Work(ReplicaGroup group, GroupFacts set, RecycleOptions options, DateTimeOffset now)
    {
        var moves = group.Leaving.Select(leaving => Finish(leaving, group.Answering, set, options, now)).ToList();
        // A replica that is not ready, and is not itself why, uses up the budget: something is wrong or starting already.
        var budget = Budget(set, options) - group.Leaving.Count - group.Troubled;
        foreach (var due in group.Due)
        {
            var wanted = due.Wish is not null;
            if (set.Held is { } held && !wanted)
                moves.Add(new(due.Replica, RecycleMoveKind.Wait, due.Reason, held));
            else if (budget-- <= 0 && due.Wish is not { Surge: false })
                moves.Add(new(due.Replica, RecycleMoveKind.Wait, due.Reason, Others(group, Budget(set, options))));
            else
                moves.Add(Begin(due, set));
        }
        return moves;
    }

    // Which, for somebody who wonders why nothing happens.
    private static string Others(ReplicaGroup group, int budget)
    {
        const int Shown = 3;
        var names = group.Leaving.Select(leaving => leaving.Name).Order(StringComparer.Ordinal).ToList();
        var under = names.Count == 0 ? "" : $"{string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - Shown} more") : "")} under way";
        var troubled = group.Troubled == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{group.Troubled} not ready or going");
        var why = string.Join(", ", new[] { under, troubled }.Where(text => text.Length > 0));
        return string.Create(CultureInfo.InvariantCulture, $"{budget} of {group.Kind} {group.Name} may be out at once{(why.Length == 0 ? "" : $": {why}")}");
    }

    private static RecycleMove Begin(DueReplica due, GroupFacts set)
    {
        var surge = set.CanSurge && due.Wish?.Surge != false;
        return new(due.Replica, surge ? RecycleMoveKind.Detach : RecycleMoveKind.TakeOut, due.Reason, due.Why);
    }

    private static RecycleMove Finish(ReplicaFact leaving, int answering, GroupFacts set, RecycleOptions options, DateTimeOffset now)
    {
        var note = leaving.Note!;
        if (leaving.IsDeleting)
            return new(leaving, RecycleMoveKind.Wait, note.Reason, "it is being deleted");
        if (note.OutOn is { } outOn)
        {
            return now - outOn >= options.Grace
                ? new(leaving, RecycleMoveKind.Delete, note.Reason, $"out of traffic since {outOn:u}")
                : new(leaving, RecycleMoveKind.Wait, note.Reason, $"it finishes its requests until {outOn + options.Grace:u}");
        }
        return !note.Surge || answering >= set.Desired
            ? new(leaving, RecycleMoveKind.TakeOut, note.Reason, $"{answering} of {set.Desired} others answer")
            : new(leaving, RecycleMoveKind.Wait, note.Reason, $"only {answering} of {set.Desired} others answer; it serves on until its replacement does");
    }

    /// <summary>Of all moves together no more begin than may be under way at once; the oldest replicas first.</summary>
    /// <param name="moves">The moves of all groups.</param>
    /// <param name="under">How many are under way.</param>
    /// <param name="limit">How many may be.</param>
    public static IReadOnlyList<(RecycleMove Move, ReplicaGroup Group)> Cap(IEnumerable<(RecycleMove Move, ReplicaGroup Group)> moves, int under, int limit) =>
        [.. moves.OrderBy(m => m.Move.Replica.CreatedOn).Select(m =>
            m.Move.Replica.Note is null && m.Move.Kind is RecycleMoveKind.Detach or RecycleMoveKind.TakeOut && under++ >= limit
                ? (m.Move with { Kind = RecycleMoveKind.Wait, Why = $"{limit} replicas are under way already" }, m.Group)
                : m)];

    /// <summary>How many of a set may be under way at once.</summary>
    public static int Budget(GroupFacts set, RecycleOptions options) =>
        set.CanSurge ? Math.Max(1, set.Desired * Math.Clamp(options.Percent, 1, 100) / 100) : 1;
}
