using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>One step of strategy Recreate: all old pods go before the first new one comes.</summary>
internal static class Recreation
{
    public static void Step(Rollout rollout)
    {
        var active = rollout.Old.Where(DeploymentTraits.IsActive).ToList();
        foreach (var set in active)
            rollout.ScaleTo(set, 0);
        if (active.Count > 0 || OldPodsRun(rollout))
            return;
        if (rollout.New is null)
            CurrentReplicaSet.Create(rollout);
        rollout.ScaleTo(rollout.New!, rollout.Deployment.Spec.Replicas);
        HistoryCleanup.AfterRollout(rollout);
    }

    private static bool OldPodsRun(Rollout rollout) =>
        rollout.Old.Any(set => set.Status.Replicas > 0)
        || rollout.Pods.Any(pod => !pod.HasFinished() && rollout.Old.Exists(set => pod.Metadata.IsControlledBy(set.Metadata.Uid)));
}
