using Deploy.Kubernetes;

namespace Deploy.LocalCluster.Controllers.Garbage;

/// <summary>What an object needs from the garbage collector.</summary>
internal abstract record GarbageAction
{
    private GarbageAction()
    {
    }

    /// <summary>Its owners are gone or waiting: it goes.</summary>
    public sealed record Delete(PropagationPolicy Policy) : GarbageAction;

    /// <summary>Some owners are gone while others stay: it forgets those.</summary>
    public sealed record Forget(IReadOnlyList<string> OwnerUids) : GarbageAction;

    /// <summary>It goes, and these stay: they forget it first.</summary>
    public sealed record Orphan(IReadOnlyList<GarbageItem> Dependents) : GarbageAction;

    /// <summary>Nothing stands in the way of its removal any more.</summary>
    public sealed record Release(string Finalizer) : GarbageAction;
}
