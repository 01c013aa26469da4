using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Tables;

/// <summary>The columns of nodes.</summary>
internal static class NodeColumns
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static TableColumn[] All { get; } =
    [
        TableColumns.Name,
        TableColumns.Text("Status", Status),
        TableColumns.Text("Roles", Roles),
        TableColumns.Age,
        TableColumns.Text("Version", item => item.Text("status", "nodeInfo", "kubeletVersion")),
        TableColumns.Text("Internal-IP", item => Address(item, "InternalIP"), wide: true),
        TableColumns.Text("External-IP", item => Address(item, "ExternalIP"), wide: true),
        TableColumns.Text("OS-Image", item => item.Text("status", "nodeInfo", "osImage") ?? "<unknown>", wide: true),
        TableColumns.Text("Kernel-Version", item => item.Text("status", "nodeInfo", "kernelVersion") ?? "<unknown>", wide: true),
        TableColumns.Text("Container-Runtime", item => item.Text("status", "nodeInfo", "containerRuntimeVersion") ?? "<unknown>", wide: true),
    ];

    private static string Status(JsonObject node)
    {
        var ready = node.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready").Text("status");
        var status = ready switch { "True" => "Ready", null => "Unknown", _ => "NotReady" };
        return node.Flag("spec", "unschedulable") ? $"{status},SchedulingDisabled" : status;
    }

    private static string? Roles(JsonObject node)
    {
        var roles = (node.Object("metadata", "labels") ?? []).Select(label => label.Key)
            .Where(key => key.StartsWith(RolePrefix, StringComparison.Ordinal)).Select(key => key[RolePrefix.Length..])
            .Order(StringComparer.Ordinal).ToArray();
        return roles.Length == 0 ? null : string.Join(',', roles);
    }

    private static string? Address(JsonObject node, string type) =>
        node.Objects("status", "addresses").FirstOrDefault(address => address.Text("type") == type).Text("address");
}
