using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Tables;

/// <summary>The columns of pods; the status is a summary of what stands most in the way.</summary>
internal static class PodColumns
{
    public static TableColumn[] All { get; } =
    [
        TableColumns.Name,
        TableColumns.Text("Ready", item => $"{ReadyContainers(item)}/{(item.Array("spec", "containers")?.Count ?? 0) + PodSummary.Sidecars(item).Count}"),
        TableColumns.Text("Status", PodSummary.Status),
        new("Restarts", "string", (item, clock) => Restarts(item, clock)),
        TableColumns.Age,
        TableColumns.Text("IP", item => item.Text("status", "podIP"), wide: true),
        TableColumns.Text("Node", item => item.Text("spec", "nodeName"), wide: true),
        TableColumns.Text("Nominated Node", item => item.Text("status", "nominatedNodeName"), wide: true),
        TableColumns.Text("Readiness Gates", Gates, wide: true),
    ];

    private static int ReadyContainers(JsonObject pod) =>
        pod.Objects("status", "containerStatuses").Count(status => status.Flag("ready") && status.Object("state", "running") is not null)
        + pod.Objects("status", "initContainerStatuses").Count(status => status.Flag("started") && status.Flag("ready") && PodSummary.Sidecars(pod).Contains(status.Text("name") ?? ""));

    private static string Restarts(JsonObject pod, TableClock clock)
    {
        var statuses = pod.Objects("status", "containerStatuses").ToArray();
        var sidecars = PodSummary.Sidecars(pod);
        var isInitializing = PodSummary.IsInitializing(pod);
        statuses = [.. pod.Objects("status", "initContainerStatuses").Where(status => isInitializing || sidecars.Contains(status.Text("name") ?? "")), .. statuses];
        var count = statuses.Sum(status => status.Number("restartCount") ?? 0);
        var last = statuses.Select(status => status.Time("lastState", "terminated", "finishedAt")).Max();
        return count > 0 && last is not null ? $"{count} ({clock.Since(last)} ago)" : $"{count}";
    }

    private static string? Gates(JsonObject pod)
    {
        var gates = pod.Objects("spec", "readinessGates").Select(gate => gate.Text("conditionType")).ToArray();
        if (gates.Length == 0) return null;
        var met = gates.Count(gate => pod.Objects("status", "conditions").Any(condition => condition.Text("type") == gate && condition.Text("status") == "True"));
        return $"{met}/{gates.Length}";
    }
}
