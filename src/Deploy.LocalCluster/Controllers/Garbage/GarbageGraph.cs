namespace Deploy.LocalCluster.Controllers.Garbage;

/// <summary>Who owns whom, by uid. Thread-safe.</summary>
internal sealed class GarbageGraph
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, GarbageItem> items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> dependents = new(StringComparer.Ordinal);

    public void Put(GarbageItem item)
    {
        lock (gate)
        {
            Unlink(item.Metadata.Uid);
            items[item.Metadata.Uid] = item;
            foreach (var owner in item.Metadata.OwnerReferences)
            {
                if (!dependents.TryGetValue(owner.Uid, out var known))
                    dependents[owner.Uid] = known = new(StringComparer.Ordinal);
                known.Add(item.Metadata.Uid);
            }
        }
    }

    public void Remove(string uid)
    {
        lock (gate)
            Unlink(uid);
    }

    public GarbageItem? Find(string uid)
    {
        lock (gate)
            return items.GetValueOrDefault(uid);
    }

    public IReadOnlyList<GarbageItem> DependentsOf(string uid)
    {
        lock (gate)
            return dependents.TryGetValue(uid, out var known) ? [.. known.Select(dependent => items[dependent])] : [];
    }

    private void Unlink(string uid)
    {
        if (!items.Remove(uid, out var before))
            return;
        foreach (var owner in before.Metadata.OwnerReferences)
        {
            if (dependents.TryGetValue(owner.Uid, out var known) && known.Remove(uid) && known.Count == 0)
                dependents.Remove(owner.Uid);
        }
    }
}
