using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes;

/// <summary>The kinds that are known by type, and a way to any other.</summary>
public static class Resources
{
    public static ResourceType<Pod> Pods { get; } = Of<Pod>("", "v1", "pods");

    public static ResourceType<Node> Nodes { get; } = Of<Node>("", "v1", "nodes", namespaced: false);

    public static ResourceType<Service> Services { get; } = Of<Service>("", "v1", "services");

    public static ResourceType<Endpoints> Endpoints { get; } = Of<Endpoints>("", "v1", "endpoints");

    public static ResourceType<ConfigMap> ConfigMaps { get; } = Of<ConfigMap>("", "v1", "configmaps");

    public static ResourceType<Secret> Secrets { get; } = Of<Secret>("", "v1", "secrets");

    public static ResourceType<Event> Events { get; } = Of<Event>("", "v1", "events");

    public static ResourceType<Namespace> Namespaces { get; } = Of<Namespace>("", "v1", "namespaces", namespaced: false);

    public static ResourceType<ServiceAccount> ServiceAccounts { get; } = Of<ServiceAccount>("", "v1", "serviceaccounts");

    public static ResourceType<ResourceQuota> ResourceQuotas { get; } = Of<ResourceQuota>("", "v1", "resourcequotas");

    public static ResourceType<Deployment> Deployments { get; } = Of<Deployment>("apps", "v1", "deployments");

    public static ResourceType<ReplicaSet> ReplicaSets { get; } = Of<ReplicaSet>("apps", "v1", "replicasets");

    public static ResourceType<StatefulSet> StatefulSets { get; } = Of<StatefulSet>("apps", "v1", "statefulsets");

    public static ResourceType<DaemonSet> DaemonSets { get; } = Of<DaemonSet>("apps", "v1", "daemonsets");

    public static ResourceType<ControllerRevision> ControllerRevisions { get; } = Of<ControllerRevision>("apps", "v1", "controllerrevisions");

    public static ResourceType<Lease> Leases { get; } = Of<Lease>("coordination.k8s.io", "v1", "leases");

    /// <summary>From server version 1.21.</summary>
    public static ResourceType<PodDisruptionBudget> PodDisruptionBudgets { get; } = Of<PodDisruptionBudget>("policy", "v1", "poddisruptionbudgets");

    /// <summary>Up to server version 1.24.</summary>
    public static ResourceType<PodDisruptionBudget> PodDisruptionBudgetsV1Beta1 { get; } = Of<PodDisruptionBudget>("policy", "v1beta1", "poddisruptionbudgets");

    public static ResourceType<Role> Roles { get; } = Of<Role>("rbac.authorization.k8s.io", "v1", "roles");

    public static ResourceType<RoleBinding> RoleBindings { get; } = Of<RoleBinding>("rbac.authorization.k8s.io", "v1", "rolebindings");

    public static ResourceType<ClusterRole> ClusterRoles { get; } = Of<ClusterRole>("rbac.authorization.k8s.io", "v1", "clusterroles", namespaced: false);

    public static ResourceType<ClusterRoleBinding> ClusterRoleBindings { get; } = Of<ClusterRoleBinding>("rbac.authorization.k8s.io", "v1", "clusterrolebindings", namespaced: false);

    /// <summary>Any kind, as plain JSON with all of its fields.</summary>
    public static ResourceType<JsonObject> Untyped(string group, string version, string plural, string kind, bool namespaced) =>
        new(group, version, plural, kind, namespaced, ModelJson.Of<JsonObject>);

    private static ResourceType<T> Of<T>(string group, string version, string plural, bool namespaced = true) =>
        new(group, version, plural, typeof(T).Name, namespaced, ModelJson.Of<T>);
}
