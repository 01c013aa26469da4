using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>One step of a rolling update: as many new pods as the surge allows, then as few old ones as availability allows.</summary>
internal static class RollingUpdate
{
    public static void Step(Rollout rollout)
    {
        // A set that has not seen its last change yet reports what is no longer true: neither bound could be kept on that.
        // The real controller does not wait here, and may exceed its bounds for a moment.
        if (rollout.All.Any(set => set.Status.ObservedGeneration < set.Metadata.Generation))
            return;
        if (rollout.New is null)
            CurrentReplicaSet.Create(rollout);
        if (GrowNew(rollout))
            return;
        if (!ShrinkOld(rollout))
            HistoryCleanup.AfterRollout(rollout);
    }

    /// <summary>The size that the new set may have now.</summary>
    public static int NewReplicas(Rollout rollout, int current)
    {
        var wanted = rollout.Deployment.Spec.Replicas;
        if (rollout.Deployment.IsRecreate())
            return wanted;
        // Pods that a set has yet to remove still count.
        var room = wanted + rollout.Limits.MaxSurge - rollout.All.Sum(set => Math.Max(set.Spec.Replicas, set.Status.Replicas));
        return room <= 0 ? current : current + Math.Min(room, wanted - current);
    }

    private static bool GrowNew(Rollout rollout)
    {
        var set = rollout.New!;
        var wanted = rollout.Deployment.Spec.Replicas;
        return set.Spec.Replicas > wanted ? rollout.ScaleTo(set, wanted) : rollout.ScaleTo(set, NewReplicas(rollout, set.Spec.Replicas));
    }

    private static bool ShrinkOld(Rollout rollout)
    {
        if (rollout.Old.Sum(set => set.Spec.Replicas) == 0)
            return false;
        var minAvailable = rollout.Deployment.Spec.Replicas - rollout.Limits.MaxUnavailable;
        var newUnavailable = rollout.New!.Spec.Replicas - rollout.New.Status.AvailableReplicas;
        var most = rollout.TotalReplicas - minAvailable - newUnavailable;
        if (most <= 0)
            return false;
        // Pods that serve nobody go first: they cost no availability.
        var unhealthy = Shrink(rollout, most, set => set.Spec.Replicas - set.Status.AvailableReplicas);
        // A set that was just made smaller still reports the pods that it is about to remove.
        var spare = rollout.All.Sum(set => Math.Min(set.Spec.Replicas, set.Status.AvailableReplicas)) - minAvailable;
        var healthy = Shrink(rollout, spare, set => set.Spec.Replicas);
        return unhealthy + healthy > 0;
    }

    private static int Shrink(Rollout rollout, int most, Func<ReplicaSetWorkload, int> removable)
    {
        var removed = 0;
        foreach (var set in rollout.Old.Where(DeploymentTraits.IsActive).ToList())
        {
            var count = Math.Min(most - removed, removable(set));
            if (count <= 0)
                continue;
            rollout.ScaleTo(set, set.Spec.Replicas - count);
            removed += count;
        }

        return removed;
    }
}
