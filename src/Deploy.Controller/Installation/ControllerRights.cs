using System.Text.Json.Nodes;

namespace Deploy.Controller.Installation;

/// <summary>What a module controller may do on a cluster, and nothing more.</summary>
public static class ControllerRights
{
    /// <summary>The rules for the whole cluster.</summary>
    public static JsonArray Cluster(bool upstream) => upstream
        ? [
            (JsonNode)Rule("", ["nodes", "nodes/status", "pods", "pods/status"], ["get", "list", "watch", "create", "update", "patch", "delete"]),
            (JsonNode)Rule("", ["configmaps", "secrets", "services"], ["get", "list", "watch"]),
            (JsonNode)Rule("", ["events"], ["create", "patch"]),
            (JsonNode)Rule("apps", ["deployments"], ["get", "list", "watch", "update", "patch"]),
            (JsonNode)Rule("coordination.k8s.io", ["leases"], ["get", "list", "watch", "create", "update", "patch", "delete"]),
        ]
        : [
            (JsonNode)Rule("", ["nodes"], ["get", "list", "watch", "create", "patch", "delete"]),
            (JsonNode)Rule("", ["nodes/status", "pods/status"], ["patch"]),
            (JsonNode)Rule("", ["pods"], ["list", "watch", "delete"]),
            (JsonNode)Rule("", ["events"], ["create"]),
            (JsonNode)Rule("apps", ["deployments"], ["list", "watch", "patch"]),
            (JsonNode)Rule("apps", ["replicasets"], ["get"]),
        ];

    /// <summary>The rules where nodes' leases live.</summary>
    public static JsonArray Leases() => [(JsonNode)Rule("coordination.k8s.io", ["leases"], ["get", "list", "create", "update", "delete"])];

    private static JsonObject Rule(string group, string[] resources, string[] verbs) => new JsonObject
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = new JsonArray([.. resources.Select(r => JsonValue.Create(r))]),
        ["verbs"] = new JsonArray([.. verbs.Select(v => JsonValue.Create(v))]),
    };
}
