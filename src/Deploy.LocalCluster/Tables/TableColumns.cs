using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Selection;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Tables;

/// <summary>The columns of each type, as a real server has them.</summary>
internal static class TableColumns
{
    internal static readonly TableColumn Name = Text("Name", item => item.Text("metadata", "name"));

    internal static readonly TableColumn Age = new("Age", "string", (item, clock) => clock.Since(item.Time("metadata", "creationTimestamp")));

    private static readonly TableColumn[] General = [Name, Text("Created At", item => item.Text("metadata", "creationTimestamp"))];

    private static readonly FrozenDictionary<string, TableColumn[]> ByKind = new Dictionary<string, TableColumn[]>
    {
        ["Pod"] = PodColumns.All,
        ["Node"] = NodeColumns.All,
        ["Event"] = EventColumns.All,
        ["Service"] = ServiceColumns.Service,
        ["Endpoints"] = ServiceColumns.Endpoints,
        ["Deployment"] = WorkloadColumns.Deployment,
        ["ReplicaSet"] = WorkloadColumns.ReplicaSet,
        ["ReplicationController"] = WorkloadColumns.ReplicaSet,
        ["StatefulSet"] = WorkloadColumns.StatefulSet,
        ["DaemonSet"] = WorkloadColumns.DaemonSet,
        ["ControllerRevision"] = WorkloadColumns.ControllerRevision,
        ["Job"] = WorkloadColumns.Job,
        ["HorizontalPodAutoscaler"] = WorkloadColumns.Autoscaler,
        ["Namespace"] = [Name, Text("Status", item => item.Text("status", "phase")), Age],
        ["ConfigMap"] = [Name, Number("Data", item => Count(item, "data") + Count(item, "binaryData")), Age],
        ["Secret"] = [Name, Text("Type", item => item.Text("type")), Number("Data", item => Count(item, "data")), Age],
        ["ServiceAccount"] = [Name, Number("Secrets", item => item.Array("secrets")?.Count ?? 0), Age],
        ["Lease"] = [Name, Text("Holder", item => item.Text("spec", "holderIdentity")), Age],
        ["PodDisruptionBudget"] =
        [
            Name, Text("Min Available", item => Plain(item.At("spec", "minAvailable")) ?? "N/A"), Text("Max Unavailable", item => Plain(item.At("spec", "maxUnavailable")) ?? "N/A"),
            Number("Allowed Disruptions", item => item.Number("status", "disruptionsAllowed") ?? 0), Age,
        ],
        ["RoleBinding"] = [Name, Role, Age],
        ["ClusterRoleBinding"] = [Name, Role, Age],
        ["ResourceQuota"] = [Name, Text("Request", item => Amounts(item, requests: true)), Text("Limit", item => Amounts(item, requests: false)), Age],
    }.ToFrozenDictionary();

    public static IReadOnlyList<TableColumn> For(ResourceKind kind) => ByKind.GetValueOrDefault(kind.Kind, General);

    internal static TableColumn Text(string name, Func<JsonObject, string?> cell, bool wide = false) =>
        new(name, "string", (item, _) => JsonValue.Create(cell(item) ?? "<none>"), wide);

    internal static TableColumn Number(string name, Func<JsonObject, long> cell) => new(name, "integer", (item, _) => JsonValue.Create(cell(item)));

    /// <summary>A label selector in one cell.</summary>
    internal static string? Selector(JsonObject? selector) => selector is null ? null : SelectorText.Of(selector) is { Length: > 0 } text ? text : "<none>";

    internal static string? Plain(JsonNode? value) => value.AsText() ?? value?.ToJsonString();

    /// <summary>A map as key=value pairs.</summary>
    internal static string Pairs(JsonObject? map) =>
        map is null or { Count: 0 } ? "<none>" : string.Join(',', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Plain(pair.Value)}"));

    private static TableColumn Role => Text("Role", item => $"{item.Text("roleRef", "kind")}/{item.Text("roleRef", "name")}");

    private static long Count(JsonObject item, string part) => item.Object(part)?.Count ?? 0;

    private static string Amounts(JsonObject quota, bool requests) => string.Join(", ", (quota.Object("status", "hard") ?? quota.Object("spec", "hard") ?? [])
        .Where(pair => pair.Key.StartsWith("limits.", StringComparison.Ordinal) != requests)
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}: {Plain(quota.At("status", "used", pair.Key)) ?? "0"}/{Plain(pair.Value)}"));
}
