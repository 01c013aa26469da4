using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>
/// What a first look at all replicas is to remember: which sets have one that goes or is due. A hundred thousand replicas
/// pass by; the sets kept are those that are finishing and the most urgent ones of the rest, as many as may begin at once.
/// </summary>
internal sealed class DueGroups(RecycleOptions options, DateTimeOffset now, IReadOnlyDictionary<string, RecycleWish>? wishes)
{
    // More names than this make an address that servers may refuse for its length.
    private const int MostNames = 50;
    private readonly Dictionary<string, string> certain = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset Urgency, string Module)> due = new(StringComparer.Ordinal);
    private readonly HashSet<string> put = new(StringComparer.Ordinal);
    private bool hasNameless;
    private int seen;
    private RecyclePace? pace;

    /// <summary>Replicas that are on their way out.</summary>
    public int Under { get; private set; }

    /// <summary>Past their age, with nobody to replace them.</summary>
    public WarningList Bare { get; } = new("bare replicas are past their age, and nothing would replace them");

    /// <summary>Sets that have something due and are left for a later run.</summary>
    public int Later => put.Count(uid => !due.ContainsKey(uid) && !certain.ContainsKey(uid));

    public bool IsEmpty => certain.Count == 0 && due.Count == 0;

    /// <summary>How many replicas may be under way at once where there are as many as have passed by.</summary>
    public int Limit => options.LimitOf(seen);

    /// <summary>Whether all can be replaced in time.</summary>
    public RecyclePace Pace => pace ??= new(options, now);

    /// <summary>How many have passed by.</summary>
    public int Seen => seen;

    /// <summary>Which replicas to read once more: those of the modules concerned; all where these are many, or cannot be asked for.</summary>
    public string Selector
    {
        get
        {
            var modules = certain.Values.Concat(due.Values.Select(d => d.Module)).ToHashSet(StringComparer.Ordinal);
            return hasNameless || modules.Count > MostNames
                ? ModuleLabels.Component
                : $"{ModuleLabels.Component},{ModuleLabels.Name} in ({string.Join(',', modules.Order(StringComparer.Ordinal))})";
        }
    }

    public bool Contains(ReplicaFact fact) => GroupOf(fact) is { } group && (certain.ContainsKey(group) || due.ContainsKey(group));

    /// <param name="fact">A replica passing by.</param>
    /// <param name="isNamed">Whether it carries its module's name as a label, so that it can be asked for.</param>
    public void Look(ReplicaFact fact, bool isNamed)
    {
        seen++;
        if (fact.Note is not null)
            Under++;
        else if (!fact.IsMarked && fact.OwnerUid.Length > 0)
            Pace.Count(fact.CreatedOn);
        if (GroupOf(fact) is not { } group)
        {
            if (!fact.IsMarked && now - fact.CreatedOn > options.MaxAge)
                Bare.Add($"Replica {fact.Namespace}/{fact.Name} is older than {options.MaxAge}, and nothing would replace it: it is a bare pod.");
            return;
        }
        if (fact.Note is not null || wishes?.ContainsKey(fact.Uid) == true)
            certain[group] = fact.Module;
        else if (Urgency(fact) is { } urgency)
            Add(group, urgency, fact.Module);
        else
            return;
        hasNameless |= !isNamed;
    }

    private void Add(string group, DateTimeOffset urgency, string module)
    {
        if (due.TryGetValue(group, out var before) && before.Urgency <= urgency)
            return;
        due[group] = (urgency, module);
        var most = Limit;
        if (due.Count <= 2 * most)
            return;
        foreach (var (uid, _) in due.OrderBy(d => d.Value.Urgency).Skip(most).ToList())
        {
            due.Remove(uid);
            put.Add(uid);
        }
    }

    // Whoever has been silent for too long comes before all that are merely old.
    private DateTimeOffset? Urgency(ReplicaFact fact) =>
        fact.UnresponsiveSince is { } since && options.UnresponsiveLimit is { } limit && now - since >= limit ? DateTimeOffset.MinValue
        : RecycleAge.IsOver(fact, options, now) ? fact.CreatedOn
        : null;

    private static string? GroupOf(ReplicaFact fact) =>
        fact.Note is { Set.Length: > 0 } note ? note.Set : fact.OwnerUid.Length > 0 ? fact.OwnerUid : null;
}
