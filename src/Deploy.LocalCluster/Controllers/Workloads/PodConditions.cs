using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>What controllers ask of a pod.</summary>
internal static class PodConditions
{
    public static Condition? Find(this IReadOnlyList<Condition> conditions, string type)
    {
        foreach (var condition in conditions)
        {
            if (string.Equals(condition.Type, type, StringComparison.Ordinal))
                return condition;
        }

        return null;
    }

    public static bool IsTrue(this IReadOnlyList<Condition> conditions, string type) => conditions.Find(type)?.Status == "True";

    public static bool IsReady(this Pod pod) => pod.Status.Conditions.IsTrue("Ready");

    public static bool IsTerminating(this Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    public static bool HasFinished(this Pod pod) => pod.Status.Phase is "Succeeded" or "Failed";

    /// <summary>Counts for its controller: neither finished nor being deleted.</summary>
    public static bool IsActive(this Pod pod) => !pod.HasFinished() && !pod.IsTerminating();

    /// <summary>Ready for at least <paramref name="minReadySeconds"/>.</summary>
    public static bool IsAvailable(this Pod pod, int minReadySeconds, DateTimeOffset now) =>
        pod.AvailableAt(minReadySeconds) is { } at && at <= now;

    /// <summary>When a ready pod is available; null when it is not ready.</summary>
    public static DateTimeOffset? AvailableAt(this Pod pod, int minReadySeconds)
    {
        var ready = pod.Status.Conditions.Find("Ready");
        if (ready?.Status != "True")
            return null;
        if (minReadySeconds == 0)
            return DateTimeOffset.MinValue;
        return ready.LastTransitionTime is { } since ? since.AddSeconds(minReadySeconds) : null;
    }

    /// <summary>Restarts of the container that was started again most often.</summary>
    public static int MaxRestarts(this Pod pod)
    {
        var most = 0;
        foreach (var container in pod.Status.ContainerStatuses)
            most = Math.Max(most, container.RestartCount);
        return most;
    }
}
