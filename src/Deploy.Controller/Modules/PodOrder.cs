namespace Deploy.Controller.Modules;

/// <summary>
/// Which of two pods with different versions of one module is meant to stay on a base. Within one Deployment the
/// revision decides, so that a rollback counts as newer and a replacement of an old replica does not; otherwise age does.
/// </summary>
internal sealed class PodOrder(IReadOnlyDictionary<string, ReplicaSetRevision> revisions) : IComparer<ModulePod>
{
    public int Compare(ModulePod? x, ModulePod? y)
    {
        if (x is null || y is null)
            return Comparer<bool>.Default.Compare(x is not null, y is not null);
        if (Of(x) is { } left && Of(y) is { } right && left.Deployment == right.Deployment && left.Revision != right.Revision)
            return left.Revision.CompareTo(right.Revision);
        var age = Comparer<DateTimeOffset?>.Default.Compare(x.Pod.Metadata.CreationTimestamp, y.Pod.Metadata.CreationTimestamp);
        // The server tells ages in whole seconds.
        return age != 0 ? age : Sequence(x).CompareTo(Sequence(y));
    }

    private static (bool, long, string) Sequence(ModulePod pod) =>
        (!pod.Modules.Any(m => pod.Began(m) is not null), pod.Sequence, pod.Pod.Metadata.Uid);

    private ReplicaSetRevision? Of(ModulePod pod) => pod.OwnerUid is { } owner ? revisions.GetValueOrDefault(owner) : null;
}
