using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>How conditions of a deployment are made and kept.</summary>
internal static class DeploymentConditions
{
    public static Condition Progressing(string status, string reason, string message, DateTimeOffset now) => Of("Progressing", status, reason, message, now);

    public static Condition Available(bool available, DateTimeOffset now) => available
        ? Of("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
        : Of("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now);

    /// <summary>Leaves a condition of the same status and reason as it is; the transition time moves only with the status.</summary>
    public static void Set(this List<Condition> conditions, Condition condition)
    {
        var current = conditions.Find(condition.Type);
        if (current is not null && current.Status == condition.Status && current.Reason == condition.Reason)
            return;
        conditions.Replace(condition);
    }

    /// <summary>Writes the condition even where status and reason stay.</summary>
    public static void Replace(this List<Condition> conditions, Condition condition)
    {
        if (conditions.Find(condition.Type) is { } current && current.Status == condition.Status)
            condition = condition with { LastTransitionTime = current.LastTransitionTime };
        conditions.Remove(condition.Type);
        conditions.Add(condition);
    }

    public static void Remove(this List<Condition> conditions, string type) => conditions.RemoveAll(condition => condition.Type == type);

    private static Condition Of(string type, string status, string reason, string message, DateTimeOffset now) =>
        new() { Type = type, Status = status, Reason = reason, Message = message, LastUpdateTime = now, LastTransitionTime = now };
}
