namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>
/// The replicas of one ReplicaSet, DaemonSet or StatefulSet, and those that were taken out of it to go. Of those that stay only
/// counts are kept, of those that are due the most urgent: a set may have a hundred thousand.
/// </summary>
/// <param name="most">How many of those that are due are kept at least.</param>
internal sealed class ReplicaGroup(string ns, string kind, string name, string uid, int most)
{
    private readonly List<DueReplica> due = [];
    private int room = 2 * most;

    public string Namespace => ns;

    public string Kind => kind;

    public string Name => name;

    public string Uid => uid;

    /// <summary>How many it controls.</summary>
    public int Members { get; private set; }

    /// <summary>How many of them stay, as far as nobody replaces them, and answer.</summary>
    public int Answering { get; private set; }

    /// <summary>How many of them go for another reason, or do not answer and are not due for it.</summary>
    public int Troubled { get; private set; }

    /// <summary>One of them that is a module on a base; null when none is.</summary>
    public string? OnBase { get; private set; }

    /// <summary>Those that left it by a mark of ours and are to be finished.</summary>
    public List<ReplicaFact> Leaving { get; } = [];

    /// <summary>Those of its members that are due, the most urgent first.</summary>
    public IReadOnlyList<DueReplica> Due
    {
        get
        {
            due.Sort(DueReplica.MostUrgentFirst);
            return due;
        }
    }

    /// <summary>How many more are due and left for a later run.</summary>
    public int Later { get; private set; }

    /// <param name="member">A replica that it controls.</param>
    /// <param name="isDue">Why it is to go; null when it stays.</param>
    public void Join(ReplicaFact member, DueReplica? isDue)
    {
        Members++;
        OnBase ??= member.IsOnBase ? member.Name : null;
        var stays = !member.IsDeleting && !member.IsMarked;
        if (stays && member.IsReady)
            Answering++;
        if (!stays || (!member.IsReady && isDue is null))
            Troubled++;
        else if (isDue is not null)
            Add(isDue);
    }

    private void Add(DueReplica replica)
    {
        due.Add(replica);
        if (due.Count <= room)
            return;
        due.Sort(DueReplica.MostUrgentFirst);
        // What an operator asked for is never put off.
        var kept = Math.Max(most, due.Count(d => d.Wish is not null));
        Later += due.Count - kept;
        due.RemoveRange(kept, due.Count - kept);
        room = kept + most;
    }
}
