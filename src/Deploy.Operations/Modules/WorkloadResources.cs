using System.Text.Json.Nodes;
using Deploy.Kubernetes;

namespace Deploy.Operations.Modules;

/// <summary>The API resources that a module's workload is made of, untyped so that no field is lost.</summary>
internal static class WorkloadResources
{
    internal static ResourceType<JsonObject> Deployments { get; } = Resources.Untyped("apps", "v1", "deployments", "Deployment", true);

    internal static ResourceType<JsonObject> DaemonSets { get; } = Resources.Untyped("apps", "v1", "daemonsets", "DaemonSet", true);

    internal static ResourceType<JsonObject> StatefulSets { get; } = Resources.Untyped("apps", "v1", "statefulsets", "StatefulSet", true);

    internal static ResourceType<JsonObject> Pods { get; } = Resources.Untyped("", "v1", "pods", "Pod", true);

    internal static ResourceType<JsonObject> ReplicaSets { get; } = Resources.Untyped("apps", "v1", "replicasets", "ReplicaSet", true);

    internal static ResourceType<JsonObject> ControllerRevisions { get; } = Resources.Untyped("apps", "v1", "controllerrevisions", "ControllerRevision", true);

    internal static ResourceType<JsonObject> Services { get; } = Resources.Untyped("", "v1", "services", "Service", true);

    internal static ResourceType<JsonObject> ConfigMaps { get; } = Resources.Untyped("", "v1", "configmaps", "ConfigMap", true);

    internal static ResourceType<JsonObject> Secrets { get; } = Resources.Untyped("", "v1", "secrets", "Secret", true);

    internal static ResourceType<JsonObject> Ingresses { get; } = Resources.Untyped("networking.k8s.io", "v1", "ingresses", "Ingress", true);

    internal static ResourceType<JsonObject> Autoscalers { get; } = Resources.Untyped("autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);

    /// <summary>Kinds of a workload, in the order in which they are looked for.</summary>
    internal static IReadOnlyList<ModuleKind> Kinds { get; } = [ModuleKind.Deployment, ModuleKind.StatefulSet, ModuleKind.DaemonSet, ModuleKind.Pod];

    internal static ResourceType<JsonObject> Of(ModuleKind kind) => kind switch
    {
        ModuleKind.Deployment => Deployments,
        ModuleKind.DaemonSet => DaemonSets,
        ModuleKind.StatefulSet => StatefulSets,
        _ => Pods,
    };

    /// <summary>The resource of a manifest's document; null for a kind that is not published.</summary>
    internal static ResourceType<JsonObject>? Find(string? apiVersion, string? kind) => (apiVersion, kind) switch
    {
        ("apps/v1", "Deployment") => Deployments,
        ("apps/v1", "DaemonSet") => DaemonSets,
        ("apps/v1", "StatefulSet") => StatefulSets,
        ("v1", "Pod") => Pods,
        ("v1", "Service") => Services,
        ("v1", "ConfigMap") => ConfigMaps,
        ("v1", "Secret") => Secrets,
        _ => null,
    };

    internal static ModuleKind? KindOf(string? kind) => kind switch
    {
        "Deployment" => ModuleKind.Deployment,
        "DaemonSet" => ModuleKind.DaemonSet,
        "StatefulSet" => ModuleKind.StatefulSet,
        "Pod" => ModuleKind.Pod,
        _ => null,
    };
}
