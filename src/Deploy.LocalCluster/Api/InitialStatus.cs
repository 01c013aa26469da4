using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>The status that a new object begins with, whatever its writer has sent.</summary>
internal static class InitialStatus
{
    public static JsonObject For(ResourceKind kind, JsonObject item) => kind.Kind switch
    {
        "Pod" => new() { ["phase"] = "Pending", ["qosClass"] = QosClass(item.Object("spec")) },
        "Namespace" => new() { ["phase"] = "Active" },
        "Service" => new() { ["loadBalancer"] = new JsonObject() },
        "PersistentVolumeClaim" or "PersistentVolume" => new() { ["phase"] = "Pending" },
        "ReplicaSet" or "ReplicationController" => new() { ["replicas"] = 0 },
        "StatefulSet" => new() { ["replicas"] = 0, ["availableReplicas"] = 0 },
        "DaemonSet" => new() { ["currentNumberScheduled"] = 0, ["numberMisscheduled"] = 0, ["desiredNumberScheduled"] = 0, ["numberReady"] = 0 },
        "PodDisruptionBudget" => new() { ["disruptionsAllowed"] = 0, ["currentHealthy"] = 0, ["desiredHealthy"] = 0, ["expectedPods"] = 0 },
        "HorizontalPodAutoscaler" => new() { ["currentReplicas"] = 0, ["desiredReplicas"] = 0 },
        _ => [],
    };

    private static string QosClass(JsonObject? spec)
    {
        var containers = spec.Objects("containers").Concat(spec.Objects("initContainers")).Select(container => container.Object("resources")).ToArray();
        if (Array.TrueForAll(containers, resources => Resources(resources, "requests") + Resources(resources, "limits") == 0)) return "BestEffort";
        return Array.TrueForAll(containers, IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static int Resources(JsonObject? resources, string part) => resources.Object(part)?.Count(pair => pair.Key is "cpu" or "memory") ?? 0;

    private static bool IsGuaranteed(JsonObject? resources) =>
        Resources(resources, "limits") == 2
        && Array.TrueForAll((string[])["cpu", "memory"], name => JsonNode.DeepEquals(resources.At("limits", name), resources.At("requests", name)));
}
