using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>Decides what a deployment needs, from what is there. Pure: the controller carries it out.</summary>
internal static class DeploymentDecision
{
    /// <param name="deployment">The deployment.</param>
    /// <param name="sets">The replica sets that it controls.</param>
    /// <param name="pods">The pods of those sets.</param>
    /// <param name="now">The time.</param>
    public static DeploymentPlan Decide(DeploymentWorkload deployment, IEnumerable<ReplicaSetWorkload> sets, IReadOnlyCollection<Pod> pods, DateTimeOffset now)
    {
        var rollout = new Rollout(deployment, sets, pods, now);
        if (deployment.Metadata.DeletionTimestamp is not null)
            return Plan(rollout, DeploymentStatusCalculation.Count(rollout));
        NotePause(rollout);
        CurrentReplicaSet.Refresh(rollout);
        if (deployment.Spec.Paused || ProportionalScaling.IsNeeded(rollout))
            return ScaleOnly(rollout);
        if (deployment.IsRecreate())
            Recreation.Step(rollout);
        else
            RollingUpdate.Step(rollout);
        return Plan(rollout, DeploymentStatusCalculation.CountAndJudge(rollout));
    }

    private static DeploymentPlan ScaleOnly(Rollout rollout)
    {
        ProportionalScaling.Step(rollout);
        if (rollout.Deployment.Spec.Paused)
            HistoryCleanup.Step(rollout);
        return Plan(rollout, DeploymentStatusCalculation.Count(rollout));
    }

    private static void NotePause(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var condition = rollout.Conditions.Find("Progressing");
        if (!deployment.HasProgressDeadline() || condition?.Reason == "ProgressDeadlineExceeded")
            return;
        var noted = condition?.Reason == "DeploymentPaused";
        if (deployment.Spec.Paused && !noted)
            rollout.Conditions.Set(DeploymentConditions.Progressing("Unknown", "DeploymentPaused", "Deployment is paused", rollout.Now));
        else if (!deployment.Spec.Paused && noted)
            rollout.Conditions.Set(DeploymentConditions.Progressing("Unknown", "DeploymentResumed", "Deployment is resumed", rollout.Now));
    }

    private static DeploymentPlan Plan(Rollout rollout, DeploymentStatus status)
    {
        var before = rollout.Deployment.Status;
        var unchanged = before with { Conditions = [] } == status with { Conditions = [] } && before.Conditions.SequenceEqual(status.Conditions);
        var revision = rollout.Revision == rollout.Deployment.Metadata.Annotations.GetValueOrDefault(WorkloadLabels.Revision) ? null : rollout.Revision;
        return new(rollout.Actions, revision, unchanged ? null : status, DeploymentStatusCalculation.UntilDeadline(rollout.Deployment, status, rollout.Now));
    }
}
