using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Claims;

/// <summary>Decides adoption and release.</summary>
internal static class ClaimDecision
{
    public static Claim Decide(ObjectMeta controller, LabelSelector selector, ObjectMeta candidate)
    {
        var owner = candidate.Controller();
        var selected = selector.Matches(candidate.Labels);
        if (owner is null)
            return selected && controller.DeletionTimestamp is null && candidate.DeletionTimestamp is null ? Claim.Adopt : Claim.None;
        if (owner.Uid != controller.Uid)
            return Claim.None;
        if (selected)
            return Claim.Own;
        // A controller that goes itself leaves what it has to the garbage collector.
        return controller.DeletionTimestamp is null ? Claim.Release : Claim.None;
    }
}
