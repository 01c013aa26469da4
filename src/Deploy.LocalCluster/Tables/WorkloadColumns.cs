using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Tables;

/// <summary>The columns of the workload types.</summary>
internal static class WorkloadColumns
{
    private static readonly TableColumn Containers = TableColumns.Text("Containers", item => Each(item, "name"), wide: true);

    private static readonly TableColumn Images = TableColumns.Text("Images", item => Each(item, "image"), wide: true);

    private static readonly TableColumn Selector = TableColumns.Text("Selector", item => TableColumns.Selector(item.Object("spec", "selector")), wide: true);

    public static TableColumn[] Deployment { get; } =
    [
        TableColumns.Name, Ready, Status("Up-to-date", "updatedReplicas"), Status("Available", "availableReplicas"), TableColumns.Age, Containers, Images, Selector,
    ];

    public static TableColumn[] ReplicaSet { get; } =
    [
        TableColumns.Name, TableColumns.Number("Desired", item => item.Number("spec", "replicas") ?? 0), Status("Current", "replicas"), Status("Ready", "readyReplicas"),
        TableColumns.Age, Containers, Images, Selector,
    ];

    public static TableColumn[] StatefulSet { get; } = [TableColumns.Name, Ready, TableColumns.Age, Containers, Images];

    public static TableColumn[] DaemonSet { get; } =
    [
        TableColumns.Name, Status("Desired", "desiredNumberScheduled"), Status("Current", "currentNumberScheduled"), Status("Ready", "numberReady"),
        Status("Up-to-date", "updatedNumberScheduled"), Status("Available", "numberAvailable"),
        TableColumns.Text("Node Selector", item => TableColumns.Pairs(item.Object("spec", "template", "spec", "nodeSelector"))),
        TableColumns.Age, Containers, Images, Selector,
    ];

    public static TableColumn[] ControllerRevision { get; } =
    [
        TableColumns.Name,
        TableColumns.Text("Controller", Owner),
        TableColumns.Number("Revision", item => item.Number("revision") ?? 0),
        TableColumns.Age,
    ];

    public static TableColumn[] Job { get; } =
    [
        TableColumns.Name,
        TableColumns.Text("Status", item => item.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("status") == "True").Text("type") ?? "Running"),
        TableColumns.Text("Completions", item => $"{item.Number("status", "succeeded") ?? 0}/{item.Number("spec", "completions") ?? 1}"),
        new("Duration", "string", Duration),
        TableColumns.Age, Containers, Images, Selector,
    ];

    public static TableColumn[] Autoscaler { get; } =
    [
        TableColumns.Name,
        TableColumns.Text("Reference", item => $"{item.Text("spec", "scaleTargetRef", "kind")}/{item.Text("spec", "scaleTargetRef", "name")}"),
        TableColumns.Text("Targets", item => $"cpu: {TableColumns.Plain(item.At("status", "currentCPUUtilizationPercentage")) ?? "<unknown>"}/{item.Number("spec", "targetCPUUtilizationPercentage") ?? 80}%"),
        TableColumns.Text("MinPods", item => TableColumns.Plain(item.At("spec", "minReplicas")) ?? "<unset>"),
        TableColumns.Number("MaxPods", item => item.Number("spec", "maxReplicas") ?? 0),
        Status("Replicas", "currentReplicas"),
        TableColumns.Age,
    ];

    private static TableColumn Ready => TableColumns.Text("Ready", item => $"{item.Number("status", "readyReplicas") ?? 0}/{item.Number("spec", "replicas") ?? 0}");

    private static TableColumn Status(string name, string field) => TableColumns.Number(name, item => item.Number("status", field) ?? 0);

    private static string? Each(JsonObject item, string field) =>
        string.Join(',', item.Objects("spec", "template", "spec", "containers").Select(container => container.Text(field))) is { Length: > 0 } text ? text : null;

    private static string? Owner(JsonObject item)
    {
        var owner = item.Objects("metadata", "ownerReferences").FirstOrDefault(reference => reference.Flag("controller"));
        if (owner is null) return null;
        var api = owner.Text("apiVersion") ?? "";
        var group = api.Contains('/', StringComparison.Ordinal) ? "." + api[..api.IndexOf('/', StringComparison.Ordinal)] : "";
        return $"{owner.Text("kind")?.ToLowerInvariant()}{group}/{owner.Text("name")}";
    }

    private static JsonNode? Duration(JsonObject item, TableClock clock)
    {
        if (item.Time("status", "startTime") is not { } begun) return "";
        return item.Time("status", "completionTime") is { } ended ? TableClock.Human(ended - begun) : clock.Since(begun);
    }
}
