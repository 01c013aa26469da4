namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>Puts replicas into the groups of their sets as they pass by; those without a controller and without a mark are in none.</summary>
/// <param name="limit">How many replicas may be under way at once.</param>
internal sealed class ReplicaGroups(RecycleOptions options, int limit, DateTimeOffset now, IReadOnlyDictionary<string, RecycleWish>? wishes = null)
{
    private readonly Dictionary<string, ReplicaGroup> groups = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ReplicaGroup> All => groups.Values;

    public void Take(ReplicaFact fact)
    {
        if (fact.Note is { Set.Length: > 0 } note)
            Group(fact, note.Kind, note.Name, note.Set).Leaving.Add(fact);
        else if (fact.OwnerUid.Length > 0)
            Group(fact, fact.OwnerKind, fact.OwnerName, fact.OwnerUid).Join(fact, DueReplica.Of(fact, options, now, wishes));
    }

    private ReplicaGroup Group(ReplicaFact fact, string kind, string name, string uid)
    {
        if (!groups.TryGetValue(uid, out var group))
            groups[uid] = group = new(fact.Namespace, kind, name, uid, limit);
        return group;
    }
}
