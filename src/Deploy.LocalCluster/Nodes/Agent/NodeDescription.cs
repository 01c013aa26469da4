using System.Text.Json.Nodes;
using Deploy.LocalCluster.Controllers;

namespace Deploy.LocalCluster.Nodes.Agent;

/// <summary>What a simulated node says of itself.</summary>
internal static class NodeDescription
{
    public static JsonObject Node(SimulatedNode node, NodePoolOptions options, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = node.Name, ["labels"] = Labels(node) },
        ["spec"] = new JsonObject(),
        ["status"] = Status(node, options, now),
    };

    public static JsonObject Labels(SimulatedNode node) => new()
    {
        ["kubernetes.io/hostname"] = node.Name,
        ["kubernetes.io/os"] = "linux",
        ["kubernetes.io/arch"] = "amd64",
        ["beta.kubernetes.io/os"] = "linux",
        ["beta.kubernetes.io/arch"] = "amd64",
    };

    public static JsonObject Status(SimulatedNode node, NodePoolOptions options, DateTimeOffset now) => new()
    {
        ["capacity"] = Amounts(options),
        ["allocatable"] = Amounts(options),
        ["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "InternalIP", ["address"] = node.Address },
            new JsonObject { ["type"] = "Hostname", ["address"] = node.Name }),
        ["conditions"] = Conditions(now),
        ["nodeInfo"] = new JsonObject
        {
            ["machineID"] = node.Name,
            ["systemUUID"] = node.Name,
            ["bootID"] = node.Name,
            ["kernelVersion"] = "5.10.0",
            ["osImage"] = "Simulated Linux",
            ["containerRuntimeVersion"] = "containerd://1.4.3",
            ["kubeletVersion"] = "v1.20.2",
            ["kubeProxyVersion"] = "v1.20.2",
            ["operatingSystem"] = "linux",
            ["architecture"] = "amd64",
        },
    };

    public static JsonObject Lease(SimulatedNode node, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = node.Name },
        ["spec"] = new JsonObject { ["holderIdentity"] = node.Name, ["leaseDurationSeconds"] = 40, ["renewTime"] = ApiTime.WriteMicro(now) },
    };

    private static JsonObject Amounts(NodePoolOptions options) => new()
    {
        ["cpu"] = $"{options.Cpu}",
        ["memory"] = $"{options.MemoryGi}Gi",
        ["ephemeral-storage"] = "200Gi",
        ["pods"] = $"{options.Pods}",
    };

    private static JsonArray Conditions(DateTimeOffset now) =>
    [
        Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", now),
        Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now),
        Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now),
        Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now),
    ];

    private static JsonObject Condition(string type, string status, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = message,
        ["lastHeartbeatTime"] = ApiTime.Write(now),
        ["lastTransitionTime"] = ApiTime.Write(now),
    };
}
