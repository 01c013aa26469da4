using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>A changed size, or any size while paused: the only set takes it whole, several sets share it by their sizes.</summary>
internal static class ProportionalScaling
{
    public static bool IsNeeded(Rollout rollout) =>
        rollout.All.Any(set => set.IsActive() && set.DesiredReplicas() is { } desired && desired != rollout.Deployment.Spec.Replicas);

    public static void Step(Rollout rollout)
    {
        var active = rollout.All.Where(DeploymentTraits.IsActive).ToList();
        var wanted = rollout.Deployment.Spec.Replicas;
        if (active.Count <= 1)
        {
            if ((active.FirstOrDefault() ?? rollout.New ?? rollout.Old.LastOrDefault()) is { } only)
                rollout.ScaleTo(only, wanted);
        }
        else if (IsSaturated(rollout))
        {
            foreach (var old in rollout.Old.Where(DeploymentTraits.IsActive).ToList())
                rollout.ScaleTo(old, 0);
        }
        else if (!rollout.Deployment.IsRecreate())
        {
            Share(rollout, active);
        }
    }

    private static bool IsSaturated(Rollout rollout)
    {
        var wanted = rollout.Deployment.Spec.Replicas;
        return rollout.New is { } set && set.Spec.Replicas == wanted && set.DesiredReplicas() == wanted && set.Status.AvailableReplicas == wanted;
    }

    private static void Share(Rollout rollout, List<ReplicaSetWorkload> active)
    {
        var wanted = rollout.Deployment.Spec.Replicas;
        var allowed = wanted > 0 ? wanted + rollout.Limits.MaxSurge : 0;
        var toAdd = allowed - active.Sum(set => set.Spec.Replicas);
        var ordered = LargestFirst(active, newerFirst: toAdd > 0);
        var sizes = new int[ordered.Count];
        var added = 0;
        for (var i = 0; i < ordered.Count; i++)
        {
            var part = toAdd == added ? 0 : Part(rollout, ordered[i], toAdd, added);
            sizes[i] = ordered[i].Spec.Replicas + part;
            added += part;
        }

        // What rounding leaves over goes to the largest.
        sizes[0] = Math.Max(0, sizes[0] + toAdd - added);
        for (var i = 0; i < ordered.Count; i++)
            rollout.Scale(ordered[i], sizes[i]);
    }

    private static List<ReplicaSetWorkload> LargestFirst(List<ReplicaSetWorkload> sets, bool newerFirst)
    {
        IEnumerable<ReplicaSetWorkload> byAge = sets.OldestFirst();
        return [.. (newerFirst ? byAge.Reverse() : byAge).OrderByDescending(set => set.Spec.Replicas)];
    }

    private static int Part(Rollout rollout, ReplicaSetWorkload set, int toAdd, int added)
    {
        var share = Share(rollout, set);
        return toAdd > 0 ? Math.Min(share, toAdd - added) : Math.Max(share, toAdd - added);
    }

    private static int Share(Rollout rollout, ReplicaSetWorkload set)
    {
        var wanted = rollout.Deployment.Spec.Replicas;
        if (wanted == 0)
            return -set.Spec.Replicas;
        // Measured against the total at the last scaling, so that a scaling in the middle of another keeps the proportions.
        var total = set.MaxReplicas() ?? rollout.Deployment.Status.Replicas;
        if (total == 0)
            return 0;
        var size = (double)set.Spec.Replicas * (wanted + rollout.Limits.MaxSurge) / total;
        return (int)Math.Round(size, MidpointRounding.AwayFromZero) - set.Spec.Replicas;
    }
}
