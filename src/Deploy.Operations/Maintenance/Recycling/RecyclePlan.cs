namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>Decides the next move of every replica of a group that is going or due. Pure.</summary>
internal static class RecyclePlan
{
    public static IReadOnlyList<RecycleMove> Work(
        ReplicaGroup group, GroupFacts set, RecycleOptions options, DateTimeOffset now, IReadOnlyDictionary<string, RecycleWish>? wishes = null)
    {
        wishes ??= new Dictionary<string, RecycleWish>(StringComparer.Ordinal);
        var staying = group.Members.Where(m => !m.IsDeleting && !m.IsMarked).ToList();
        var moves = group.Leaving.Select(leaving => Finish(leaving, staying, set, options, now)).ToList();
        var candidates = staying.Select(m => (Replica: m, Due: Due(m, options, now, wishes))).Where(c => c.Due is not null)
            .OrderBy(c => Order(c.Due!.Value.Reason)).ThenBy(c => c.Replica.CreatedOn).ToList();
        // A replica that is not ready, and is not itself why, uses up the budget: something is wrong or starting already.
        var troubled = staying.Count(m => !m.IsReady && candidates.TrueForAll(c => c.Replica != m)) + group.Members.Count - staying.Count;
        var budget = Budget(set, options) - group.Leaving.Count - troubled;
        foreach (var (replica, due) in candidates)
        {
            var wish = wishes.GetValueOrDefault(replica.Uid);
            var wanted = wish is not null;
            if (set.Held is { } held && !wanted)
                moves.Add(new(replica, RecycleMoveKind.Wait, due!.Value.Reason, held));
            else if (budget-- <= 0 && !(wanted && !wish!.Surge))
                moves.Add(new(replica, RecycleMoveKind.Wait, due!.Value.Reason, "others of it are under way or not ready"));
            else
                moves.Add(Begin(replica, set, due!.Value, wish));
        }
        return moves;
    }

    private static RecycleMove Begin(ReplicaFact replica, GroupFacts set, (string Reason, string Why) due, RecycleWish? wish)
    {
        var surge = set.CanSurge && wish?.Surge != false;
        return new(replica, surge ? RecycleMoveKind.Detach : RecycleMoveKind.TakeOut, due.Reason, due.Why);
    }

    private static RecycleMove Finish(ReplicaFact leaving, List<ReplicaFact> staying, GroupFacts set, RecycleOptions options, DateTimeOffset now)
    {
        var note = leaving.Note!;
        var answering = staying.Count(m => m.IsReady);
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

    private static (string Reason, string Why)? Due(
        ReplicaFact replica, RecycleOptions options, DateTimeOffset now, IReadOnlyDictionary<string, RecycleWish> wishes)
    {
        if (wishes.TryGetValue(replica.Uid, out var wish))
            return (wish.Reason, "an operator asked for it");
        if (options.UnresponsiveLimit is { } limit && replica.UnresponsiveSince is { } since && now - since >= limit)
            return ("unresponsive", $"unresponsive since {since:u}, longer than {limit}");
        return RecycleAge.IsOver(replica, options, now)
            ? ("recycled", $"running since {replica.CreatedOn:u}, longer than its {RecycleAge.Limit(replica.Uid, options):d\\.hh\\:mm\\:ss}")
            : null;
    }

    private static int Order(string reason) => reason switch
    {
        "restarted" or "removed" => 0,
        "unresponsive" => 1,
        _ => 2,
    };

    private static int Budget(GroupFacts set, RecycleOptions options) =>
        set.CanSurge ? Math.Max(1, set.Desired * Math.Clamp(options.Percent, 1, 100) / 100) : 1;
}
