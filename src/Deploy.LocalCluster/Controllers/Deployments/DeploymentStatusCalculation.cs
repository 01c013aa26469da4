using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>What a deployment's status should say.</summary>
internal static class DeploymentStatusCalculation
{
    /// <summary>Counts and availability, from the replica sets as they report themselves.</summary>
    public static DeploymentStatus Count(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var available = rollout.All.Sum(set => set.Status.AvailableReplicas);
        rollout.Conditions.Set(DeploymentConditions.Available(available >= deployment.Spec.Replicas - rollout.Limits.MaxUnavailable, rollout.Now));
        return new()
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = rollout.All.Sum(set => set.Status.Replicas),
            UpdatedReplicas = rollout.New?.Status.Replicas ?? 0,
            ReadyReplicas = rollout.All.Sum(set => set.Status.ReadyReplicas),
            AvailableReplicas = available,
            UnavailableReplicas = Math.Max(0, rollout.TotalReplicas - available),
            CollisionCount = deployment.Status.CollisionCount,
            Conditions = rollout.Conditions,
        };
    }

    /// <summary>Counts, then says whether the rollout is done, goes on, or has run out of time.</summary>
    public static DeploymentStatus CountAndJudge(Rollout rollout)
    {
        var status = Count(rollout);
        if (!rollout.Deployment.HasProgressDeadline())
            rollout.Conditions.Remove("Progressing");
        else if (!IsDone(rollout, status))
            Judge(rollout, status);
        ReportFailures(rollout);
        return status;
    }

    /// <summary>When an unfinished rollout runs out of time; null where it cannot.</summary>
    public static TimeSpan? UntilDeadline(DeploymentWorkload deployment, DeploymentStatus status, DateTimeOffset now)
    {
        var progressing = status.Conditions.Find("Progressing");
        if (!deployment.HasProgressDeadline() || progressing?.LastUpdateTime is not { } since)
            return null;
        if (deployment.IsComplete(status) || progressing.Reason is "ProgressDeadlineExceeded" or "NewReplicaSetAvailable")
            return null;
        // One second beyond: stored times have no fractions.
        var left = since.AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value + 1) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1);
    }

    private static bool IsDone(Rollout rollout, DeploymentStatus status) =>
        status.Replicas == status.UpdatedReplicas && rollout.Deployment.Status.Conditions.Find("Progressing")?.Reason == "NewReplicaSetAvailable";

    private static void Judge(Rollout rollout, DeploymentStatus status)
    {
        var subject = rollout.New is { } set ? $"ReplicaSet \"{set.Metadata.Name}\"" : $"Deployment \"{rollout.Deployment.Metadata.Name}\"";
        if (rollout.Deployment.IsComplete(status))
            rollout.Conditions.Set(DeploymentConditions.Progressing("True", "NewReplicaSetAvailable", $"{subject} has successfully progressed.", rollout.Now));
        else if (HasProgressed(rollout.Deployment.Status, status))
            rollout.Conditions.Replace(DeploymentConditions.Progressing("True", "ReplicaSetUpdated", $"{subject} is progressing.", rollout.Now));
        else if (HasTimedOut(rollout))
            rollout.Conditions.Set(DeploymentConditions.Progressing("False", "ProgressDeadlineExceeded", $"{subject} has timed out progressing.", rollout.Now));
    }

    private static bool HasProgressed(DeploymentStatus before, DeploymentStatus now) =>
        now.UpdatedReplicas > before.UpdatedReplicas
        || now.Replicas - now.UpdatedReplicas < before.Replicas - before.UpdatedReplicas
        || now.ReadyReplicas > before.ReadyReplicas
        || now.AvailableReplicas > before.AvailableReplicas;

    private static bool HasTimedOut(Rollout rollout)
    {
        var condition = rollout.Conditions.Find("Progressing");
        if (condition is null || condition.Reason == "NewReplicaSetAvailable")
            return false;
        return condition.Reason == "ProgressDeadlineExceeded"
            || condition.LastUpdateTime?.AddSeconds(rollout.Deployment.Spec.ProgressDeadlineSeconds!.Value) < rollout.Now;
    }

    private static void ReportFailures(Rollout rollout)
    {
        var failure = rollout.New?.Status.Conditions.Find("ReplicaFailure")
            ?? rollout.Old.Select(set => set.Status.Conditions.Find("ReplicaFailure")).FirstOrDefault(condition => condition is not null);
        if (failure is null)
            rollout.Conditions.Remove("ReplicaFailure");
        else
            rollout.Conditions.Set(failure with { LastUpdateTime = rollout.Now });
    }
}
