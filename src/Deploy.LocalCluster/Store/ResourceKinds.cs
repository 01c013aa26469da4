using System.Collections.Frozen;

namespace Deploy.LocalCluster.Store;

/// <summary>Every type that the API serves.</summary>
internal static class ResourceKinds
{
    private static readonly string[] All_ = ["all"];

    private static readonly string[] EventFields =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source.component", "type",
    ];

    private static readonly string[] PodFields =
    [
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
        "status.phase", "status.podIP", "status.nominatedNodeName",
    ];

    public static ResourceKind Pods { get; } = Core("pods", "Pod", "po") with { HasStatus = true, Categories = All_, SelectableFields = PodFields };

    public static ResourceKind Nodes { get; } = Core("nodes", "Node", "no") with
    {
        Namespaced = false, HasStatus = true, KeepsStatusOnCreate = true, SelectableFields = ["spec.unschedulable"],
    };

    public static ResourceKind Namespaces { get; } = Core("namespaces", "Namespace", "ns") with
    {
        Namespaced = false, HasStatus = true, SelectableFields = ["status.phase"],
    };

    public static ResourceKind Services { get; } = Core("services", "Service", "svc") with
    {
        HasStatus = true, Categories = All_, SelectableFields = ["spec.clusterIP", "spec.type"],
    };

    public static ResourceKind Endpoints { get; } = Core("endpoints", "Endpoints", "ep");

    public static ResourceKind ServiceAccounts { get; } = Core("serviceaccounts", "ServiceAccount", "sa");

    public static ResourceKind ReplicationControllers { get; } = Core("replicationcontrollers", "ReplicationController", "rc") with
    {
        HasStatus = true, HasScale = true, HasGeneration = true, Categories = All_, SelectableFields = ["status.replicas"],
    };

    public static ResourceKind Deployments { get; } = Workload("deployments", "Deployment", "deploy") with { HasScale = true };

    public static ResourceKind ReplicaSets { get; } = Workload("replicasets", "ReplicaSet", "rs") with { HasScale = true, SelectableFields = ["status.replicas"] };

    public static ResourceKind StatefulSets { get; } = Workload("statefulsets", "StatefulSet", "sts") with { HasScale = true, SelectableFields = ["status.successful"] };

    public static ResourceKind DaemonSets { get; } = Workload("daemonsets", "DaemonSet", "ds");

    public static ResourceKind PodDisruptionBudgets { get; } =
        Of("policy", "poddisruptionbudgets", "PodDisruptionBudget", "pdb") with { HasStatus = true, HasGeneration = true };

    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        Pods, Nodes, Namespaces, Services, Endpoints, ServiceAccounts, ReplicationControllers,
        Core("configmaps", "ConfigMap", "cm"),
        Core("secrets", "Secret") with { SelectableFields = ["type"] },
        Core("events", "Event", "ev") with { SelectableFields = EventFields },
        Core("resourcequotas", "ResourceQuota", "quota") with { HasStatus = true },
        Core("limitranges", "LimitRange", "limits"),
        Core("podtemplates", "PodTemplate"),
        Core("persistentvolumeclaims", "PersistentVolumeClaim", "pvc") with { HasStatus = true },
        Core("persistentvolumes", "PersistentVolume", "pv") with { Namespaced = false, HasStatus = true },
        Deployments, ReplicaSets, StatefulSets, DaemonSets,
        Of("apps", "controllerrevisions", "ControllerRevision"),
        Of("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler", "hpa") with { HasStatus = true, Categories = All_ },
        Of("batch", "jobs", "Job") with { HasStatus = true, HasGeneration = true, Categories = All_, SelectableFields = ["status.successful"] },
        Of("batch", "cronjobs", "CronJob", "cj") with { HasStatus = true, HasGeneration = true, Categories = All_ },
        Of("coordination.k8s.io", "leases", "Lease"),
        PodDisruptionBudgets,
        Of("rbac.authorization.k8s.io", "roles", "Role"),
        Of("rbac.authorization.k8s.io", "rolebindings", "RoleBinding"),
        Of("rbac.authorization.k8s.io", "clusterroles", "ClusterRole") with { Namespaced = false },
        Of("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding") with { Namespaced = false },
        Of("scheduling.k8s.io", "priorityclasses", "PriorityClass", "pc") with { Namespaced = false },
        Of("storage.k8s.io", "storageclasses", "StorageClass", "sc") with { Namespaced = false },
        Of("storage.k8s.io", "csinodes", "CSINode") with { Namespaced = false },
    ];

    private static readonly FrozenDictionary<(string Group, string Version, string Plural), ResourceKind> ByPath =
        All.ToFrozenDictionary(kind => (kind.Group, kind.Version, kind.Plural));

    public static ResourceKind? Find(string group, string version, string plural) => ByPath.GetValueOrDefault((group, version, plural));

    public static IEnumerable<(string Group, string Version)> GroupVersions => All.Select(kind => (kind.Group, kind.Version)).Distinct();

    private static ResourceKind Core(string plural, string kind, params string[] shortNames) => Of("", plural, kind, shortNames);

    private static ResourceKind Workload(string plural, string kind, string shortName) =>
        Of("apps", plural, kind, shortName) with { HasStatus = true, HasGeneration = true, Categories = All_ };

    private static ResourceKind Of(string group, string plural, string kind, params string[] shortNames) =>
        new() { Group = group, Version = "v1", Plural = plural, Kind = kind, ShortNames = shortNames };
}
