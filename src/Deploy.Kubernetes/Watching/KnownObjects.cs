namespace Deploy.Kubernetes.Watching;

/// <summary>What a watcher was told so far, from which events are worked out that it missed. Pure bookkeeping.</summary>
internal sealed class KnownObjects<T>
{
    private readonly Dictionary<ObjectKey, (ObjectIdentity Identity, T Item)> _known = [];
    private readonly HashSet<ObjectKey> _listed = [];

    /// <summary>Begins a new list; everything not seen until <see cref="EndList"/> is gone.</summary>
    internal void BeginList() => _listed.Clear();

    /// <summary>An object as it is now: the events that lead from what was known to it.</summary>
    internal IEnumerable<WatchEvent<T>> Present(T item)
    {
        var identity = ObjectIdentity.Of(item);
        _listed.Add(identity.Key);
        var existed = _known.TryGetValue(identity.Key, out var old);
        _known[identity.Key] = (identity, item);
        if (existed && old.Identity == identity)
            yield break;
        var replaced = existed && old.Identity.Uid != identity.Uid;
        if (replaced)
            yield return new(WatchEventType.Deleted, old.Item, identity.ResourceVersion);
        yield return new(existed && !replaced ? WatchEventType.Modified : WatchEventType.Added, item, identity.ResourceVersion);
    }

    /// <summary>An object that is gone, as it was last.</summary>
    internal IEnumerable<WatchEvent<T>> Absent(T item)
    {
        var identity = ObjectIdentity.Of(item);
        if (_known.Remove(identity.Key))
            yield return new(WatchEventType.Deleted, item, identity.ResourceVersion);
    }

    /// <summary>Deletions of what the new list no longer holds.</summary>
    internal IEnumerable<WatchEvent<T>> EndList(string resourceVersion)
    {
        foreach (var (key, entry) in _known)
        {
            // Removing the current entry while enumerating is allowed by Dictionary.
            if (!_listed.Contains(key) && _known.Remove(key))
                yield return new(WatchEventType.Deleted, entry.Item, resourceVersion);
        }
        _listed.Clear();
    }
}
