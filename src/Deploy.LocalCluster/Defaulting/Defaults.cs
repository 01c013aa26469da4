using System.Text;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Defaulting;

/// <summary>Fills in, for each type, what its writer has left out and a real server would add.</summary>
internal static class Defaults
{
    public static void Apply(ResourceKind kind, JsonObject item)
    {
        switch (kind.Kind)
        {
            case "Pod": PodDefaults.ApplyToPod(item); break;
            case "Deployment": WorkloadDefaults.Deployment(item.Child("spec")); break;
            case "ReplicaSet" or "ReplicationController": WorkloadDefaults.ReplicaSet(item.Child("spec")); break;
            case "StatefulSet": WorkloadDefaults.StatefulSet(item.Child("spec")); break;
            case "DaemonSet": WorkloadDefaults.DaemonSet(item.Child("spec")); break;
            case "Job": WorkloadDefaults.Job(item.Child("spec")); break;
            case "CronJob": WorkloadDefaults.CronJob(item.Child("spec")); break;
            case "PodTemplate": PodDefaults.ApplyToTemplate(item); break;
            case "Service": ServiceDefaults.Apply(item.Child("spec")); break;
            case "Endpoints": Endpoints(item); break;
            case "Namespace": Namespace(item); break;
            case "Secret": Secret(item); break;
            case "HorizontalPodAutoscaler": item.Child("spec").Default("minReplicas", 1); break;
            case "RoleBinding" or "ClusterRoleBinding": Binding(item); break;
            default: break;
        }
    }

    private static void Endpoints(JsonObject item)
    {
        foreach (var port in item.Objects("subsets").SelectMany(subset => subset.Objects("ports"))) port.Default("protocol", "TCP");
    }

    private static void Namespace(JsonObject item)
    {
        var labels = item.Child("metadata").Child("labels");
        if (item.Text("metadata", "name") is { Length: > 0 } name) labels["kubernetes.io/metadata.name"] = name;
    }

    private static void Secret(JsonObject item)
    {
        item.Default("type", "Opaque");
        if (item["stringData"] is not JsonObject texts) return;
        foreach (var (name, value) in texts) item.Child("data")[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsText() ?? ""));
        item.Remove("stringData");
    }

    private static void Binding(JsonObject item)
    {
        item.Object("roleRef")?.Default("apiGroup", "rbac.authorization.k8s.io");
        foreach (var subject in item.Objects("subjects"))
        {
            if (subject.Text("kind") is "User" or "Group") subject.Default("apiGroup", "rbac.authorization.k8s.io");
        }
    }
}
