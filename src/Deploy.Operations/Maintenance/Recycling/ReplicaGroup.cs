namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>The replicas of one ReplicaSet, DaemonSet or StatefulSet, and those that were taken out of it to go.</summary>
internal sealed class ReplicaGroup(string ns, string kind, string name, string uid)
{
    public string Namespace => ns;

    public string Kind => kind;

    public string Name => name;

    public string Uid => uid;

    /// <summary>Those that it controls.</summary>
    public List<ReplicaFact> Members { get; } = [];

    /// <summary>Those that left it by a mark of ours and are to be finished.</summary>
    public List<ReplicaFact> Leaving { get; } = [];

    /// <summary>Puts each replica into its group; replicas without a controller and without a mark are in none.</summary>
    public static Dictionary<string, ReplicaGroup> Collect(IEnumerable<ReplicaFact> facts)
    {
        var groups = new Dictionary<string, ReplicaGroup>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            if (fact.Note is { Set.Length: > 0 } note)
                Group(groups, fact, note.Kind, note.Name, note.Set).Leaving.Add(fact);
            else if (fact.OwnerUid.Length > 0)
                Group(groups, fact, fact.OwnerKind, fact.OwnerName, fact.OwnerUid).Members.Add(fact);
        }
        return groups;
    }

    private static ReplicaGroup Group(Dictionary<string, ReplicaGroup> groups, ReplicaFact fact, string kind, string name, string uid)
    {
        if (!groups.TryGetValue(uid, out var group))
            groups[uid] = group = new(fact.Namespace, kind, name, uid);
        return group;
    }
}
