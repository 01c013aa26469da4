namespace Deploy.LocalCluster.Store;

/// <summary>One type's present objects and its bounded history. Written under the store's lock only; read by anyone.</summary>
internal sealed class ResourceTable(ResourceKind kind, int historyLength)
{
    private readonly StoreChange?[] ring = new StoreChange?[historyLength];
    private readonly Lock sync = new();
    private long appended;
    private TaskCompletionSource changed = NewSignal();
    private (ObjectTree Tree, long ResourceVersion) dropped = (ObjectTree.Empty, 0);

    public ResourceKind Kind => kind;

    public ObjectTree Current { get; private set; } = ObjectTree.Empty;

    /// <summary>Appends a commit and wakes those that wait. The caller holds the store's lock.</summary>
    public void Append(StoreChange change)
    {
        TaskCompletionSource signal;
        lock (sync)
        {
            var slot = (int)(appended % ring.Length);
            if (ring[slot] is { } old) dropped = (old.Tree, old.ResourceVersion);
            ring[slot] = change;
            appended++;
            Current = change.Tree;
            signal = changed;
            changed = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>Commits after a version, oldest first, and a task that ends with the next one. Null: the history no longer reaches back that far.</summary>
    public (IReadOnlyList<StoreChange> Changes, Task Next)? Since(long resourceVersion)
    {
        lock (sync)
        {
            if (resourceVersion < dropped.ResourceVersion) return null;
            var index = FirstAfter(resourceVersion);
            var found = new StoreChange[appended - index];
            for (var i = 0; i < found.Length; i++) found[i] = ring[(index + i) % ring.Length]!;
            return (found, changed.Task);
        }
    }

    /// <summary>The whole type as it was at a version, or null when the history no longer reaches back that far.</summary>
    public ObjectTree? AsOf(long resourceVersion)
    {
        lock (sync)
        {
            if (resourceVersion < dropped.ResourceVersion) return null;
            var index = FirstAfter(resourceVersion);
            return index > Oldest ? ring[(index - 1) % ring.Length]!.Tree : dropped.Tree;
        }
    }

    private long Oldest => Math.Max(0, appended - ring.Length);

    /// <summary>Position of the first commit with a higher version, by bisection.</summary>
    private long FirstAfter(long resourceVersion)
    {
        var (low, high) = (Oldest, appended);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ring[middle % ring.Length]!.ResourceVersion <= resourceVersion) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
