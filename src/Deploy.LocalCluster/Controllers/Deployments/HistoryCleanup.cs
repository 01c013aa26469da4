using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>Removes the oldest sets beyond the history limit.</summary>
internal static class HistoryCleanup
{
    public static void AfterRollout(Rollout rollout)
    {
        if (rollout.Deployment.IsComplete(rollout.Deployment.Status))
            Step(rollout);
    }

    public static void Step(Rollout rollout)
    {
        if (rollout.Deployment.Spec.RevisionHistoryLimit is not { } limit || limit == int.MaxValue)
            return;
        var kept = rollout.Old.Where(set => set.Metadata.DeletionTimestamp is null).ToList();
        foreach (var set in kept.OrderBy(set => set.Revision()).Take(Math.Max(0, kept.Count - limit)).Where(IsIdle))
            rollout.Add(new DeploymentAction.Delete(set));
    }

    private static bool IsIdle(ReplicaSetWorkload set) =>
        set.Status.Replicas == 0 && set.Spec.Replicas == 0 && set.Metadata.Generation <= set.Status.ObservedGeneration;
}
