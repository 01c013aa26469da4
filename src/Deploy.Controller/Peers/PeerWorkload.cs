using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Peers;

/// <summary>A Deployment with strategy peer, and whether its replica count may be touched now.</summary>
public sealed record PeerWorkload
{
    /// <summary>Workload label: <c>peer</c> means one replica on every base.</summary>
    public const string StrategyLabel = "virtual-kubelet.koupleless.io/strategy";

    /// <summary>Workload label that opts out when <c>true</c>.</summary>
    public const string OptOutLabel = "virtual-kubelet.koupleless.io/replicas-control";

    /// <summary>Annotation of a release that is under way: JSON with the moment at which it runs out.</summary>
    public const string LockAnnotation = "module.deploy/lock";

    /// <summary>The label selector of all that follow the bases.</summary>
    public const string Selector = $"{StrategyLabel}=peer,{OptOutLabel}!=true";

    /// <summary>The Deployment.</summary>
    public required Deployment Deployment { get; init; }

    /// <summary>How many replicas it is to have: one on every ready base that admits it.</summary>
    /// <param name="bases">All nodes of bases.</param>
    /// <returns>Null for no change: it is being deleted, or no base at all admits it, which is more likely a fault of the view than the end of all bases.</returns>
    public int? Wanted(IEnumerable<Node> bases)
    {
        if (Deployment.Metadata.DeletionTimestamp is not null)
            return null;
        var wanted = bases.Count(n => NodeAdmission.IsReady(n) && NodeAdmission.Admits(Deployment.Spec.Template.Spec, n));
        return wanted > 0 && wanted != (Deployment.Spec.Replicas ?? 1) ? wanted : null;
    }

    /// <summary>When the release that holds it runs out; null when none does.</summary>
    public DateTimeOffset? LockedUntil(DateTimeOffset now) =>
        Deployment.Metadata.Annotations.TryGetValue(LockAnnotation, out var note) && PeerLock.Expiry(note) is { } expires && expires > now ? expires : null;
}
