using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Tables;

/// <summary>One word for the state of a pod.</summary>
internal static class PodSummary
{
    public static string Status(JsonObject pod)
    {
        var status = Initializing(pod) ?? Running(pod) ?? pod.Text("status", "reason") ?? pod.Text("status", "phase") ?? "Unknown";
        if (pod.Text("metadata", "deletionTimestamp") is null) return status;
        if (pod.Text("status", "reason") == "NodeLost") return "Unknown";
        return pod.Text("status", "phase") is "Succeeded" or "Failed" ? status : "Terminating";
    }

    /// <summary>The names of the init containers that run beside the others once they are started.</summary>
    public static IReadOnlySet<string> Sidecars(JsonObject pod) =>
        pod.Objects("spec", "initContainers").Where(container => container.Text("restartPolicy") == "Always").Select(container => container.Text("name") ?? "").ToHashSet(StringComparer.Ordinal);

    public static bool IsInitializing(JsonObject pod) => Initializing(pod) is not null;

    private static string? Initializing(JsonObject pod)
    {
        var total = pod.Array("spec", "initContainers")?.Count ?? 0;
        var index = 0;
        var sidecars = Sidecars(pod);
        // The others have been started, so all of these have had their turn.
        if (sidecars.Count > 0 && pod.Objects("status", "conditions").Any(condition => condition.Text("type") == "Initialized" && condition.Text("status") == "True")) return null;
        foreach (var status in pod.Objects("status", "initContainerStatuses"))
        {
            if (sidecars.Contains(status.Text("name") ?? "") && status.Flag("started"))
            {
                index++;
                continue;
            }

            var ended = status.Object("state", "terminated");
            if (ended is null || ended.Number("exitCode") != 0)
            {
                if (ended is not null) return "Init:" + Ended(ended);
                var waiting = status.Text("state", "waiting", "reason");
                return waiting is { Length: > 0 } and not "PodInitializing" ? $"Init:{waiting}" : $"Init:{index}/{total}";
            }

            index++;
        }

        return null;
    }

    private static string? Running(JsonObject pod)
    {
        string? reason = null;
        var runs = false;
        foreach (var status in pod.Objects("status", "containerStatuses").Reverse())
        {
            if (status.Text("state", "waiting", "reason") is { Length: > 0 } waiting) reason = waiting;
            else if (status.Object("state", "terminated") is { } ended) reason = Ended(ended);
            else if (status.Flag("ready") && status.Object("state", "running") is not null) runs = true;
        }

        if (reason != "Completed" || !runs) return reason;
        return pod.Objects("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True") ? "Running" : "NotReady";
    }

    private static string Ended(JsonObject ended)
    {
        if (ended.Text("reason") is { Length: > 0 } reason) return reason;
        return ended.Number("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{ended.Number("exitCode") ?? 0}";
    }
}
