using Deploy.Kubernetes;

namespace Deploy.LocalCluster.Controllers.Garbage;

/// <summary>Decides what an object needs from the garbage collector. Pure.</summary>
internal static class GarbageDecision
{
    /// <param name="item">The object.</param>
    /// <param name="owners">The state of each of its owners.</param>
    /// <param name="dependents">The objects that name it as an owner.</param>
    /// <returns>Null: nothing, now.</returns>
    public static GarbageAction? Decide(GarbageItem item, IReadOnlyDictionary<string, OwnerState> owners, IReadOnlyList<GarbageItem> dependents)
    {
        if (item.IsGoing)
            return Finish(item, dependents);
        if (owners.Count == 0)
            return null;
        var gone = owners.Where(owner => owner.Value != OwnerState.Solid).Select(owner => owner.Key).ToList();
        if (gone.Count == 0)
            return null;
        if (gone.Count < owners.Count)
            return new GarbageAction.Forget(gone);
        // An owner that waits wants everything below it to be gone, not just on its way.
        if (owners.Values.Contains(OwnerState.Waiting) && dependents.Count > 0)
            return new GarbageAction.Delete(PropagationPolicy.Foreground);
        return new GarbageAction.Delete(item.Has(GarbageItem.OrphanFinalizer) ? PropagationPolicy.Orphan
            : item.Has(GarbageItem.ForegroundFinalizer) ? PropagationPolicy.Foreground : PropagationPolicy.Background);
    }

    private static GarbageAction? Finish(GarbageItem item, IReadOnlyList<GarbageItem> dependents)
    {
        if (item.Has(GarbageItem.OrphanFinalizer))
            return dependents.Count > 0 ? new GarbageAction.Orphan(dependents) : new GarbageAction.Release(GarbageItem.OrphanFinalizer);
        if (!item.Has(GarbageItem.ForegroundFinalizer) || dependents.Any(dependent => Blocks(dependent, item)))
            return null;
        return new GarbageAction.Release(GarbageItem.ForegroundFinalizer);
    }

    private static bool Blocks(GarbageItem dependent, GarbageItem owner) =>
        dependent.Metadata.OwnerReferences.Any(reference => reference.Uid == owner.Metadata.Uid && reference.BlockOwnerDeletion == true);
}
