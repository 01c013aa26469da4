using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Installation;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Maintenance.Peers;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;

namespace Deploy.Operations.Maintenance;

/// <summary>
/// What each task does to the cluster, as rights: what is granted where maintenance is installed, and what is asked for before a task
/// is begun that could do nothing without. A test runs every task on a real API server with these rights and no others.
/// </summary>
public static class MaintenanceRights
{
    private const string Core = "";
    private const string Apps = "apps";
    private static readonly string[] Workloads = ["deployments", "replicasets", "statefulsets", "daemonsets"];

    // What is archived of a replica: itself, its events, its logs, and the workload that it is of.
    private static readonly Right[] Capture =
    [
        new(Core, ["pods"], ["get"]), new(Core, ["pods/log"], ["get"]), new(Core, ["events"], ["list"]), new(Apps, Workloads, ["get"]),
    ];

    private static readonly Dictionary<string, Right[]> InNamespace = new(StringComparer.OrdinalIgnoreCase)
    {
        [RefreshUrls.TaskName] = [new(Apps, Workloads, ["get", "list", "patch"]), new(Core, ["pods"], ["get", "list", "patch"])],
        [RecycleReplicas.TaskName] =
        [
            .. Capture, new(Core, ["pods"], ["list", "patch", "delete"]), new(Core, ["pods/eviction"], ["create"]), new(Core, ["services"], ["list"]),
            new("policy", ["poddisruptionbudgets"], ["list"]),
        ],
        [ArchiveDiagnostics.TaskName] = [.. Capture, new(Core, ["pods"], ["list", "patch"])],
        [ArchiveRetention.TaskName] = [],
        [StuckDeletions.TaskName] = [.. Capture, new(Core, ["pods"], ["list", "patch", "delete"]), new(Apps, Workloads, ["list"]), new(Core, ["events"], ["get", "create", "patch"])],
        [PrunePackages.TaskName] = [],
        [AlignPeers.TaskName] = [new(Apps, ["deployments"], ["list", "patch"])],
    };

    // Nodes are the cluster's, and a package that is needed anywhere must stay.
    private static readonly Right Nodes = new(Core, ["nodes"], ["get", "list"]);

    private static readonly Dictionary<string, Right[]> InCluster = new(StringComparer.OrdinalIgnoreCase)
    {
        [AlignPeers.TaskName] = [Nodes],
        [PrunePackages.TaskName] = [new(Apps, [.. Workloads, "controllerrevisions"], ["list"]), new(Core, ["pods"], ["list"])],
    };

    /// <summary>Tasks that a store is needed for.</summary>
    public static IReadOnlySet<string> OfStore { get; } =
        new HashSet<string>([RefreshUrls.TaskName, ArchiveDiagnostics.TaskName, ArchiveRetention.TaskName, PrunePackages.TaskName], StringComparer.OrdinalIgnoreCase);

    /// <summary>Rules for a namespace that is looked after.</summary>
    public static IReadOnlyList<JsonObject> ForNamespace(IEnumerable<string> tasks) => Rules(tasks.SelectMany(task => InNamespace[task]));

    /// <summary>Rules for the namespace that keeps the leases by which runs are kept apart.</summary>
    public static IReadOnlyList<JsonObject> ForLeases(IEnumerable<string> tasks)
    {
        // How long ago the archiver last ran, its lease tells.
        var names = tasks.Append(ArchiveDiagnostics.TaskName).Distinct(StringComparer.OrdinalIgnoreCase).Select(MaintenanceLease.NameOf).Order(StringComparer.Ordinal);
        return [InstallationKit.Rule("coordination.k8s.io", ["leases"], ["create"]), InstallationKit.Rule("coordination.k8s.io", ["leases"], ["get", "update"], [.. names])];
    }

    /// <summary>Rules for all namespaces at once.</summary>
    public static IReadOnlyList<JsonObject> ForCluster(IEnumerable<string> tasks)
    {
        var all = tasks.ToList();
        return Rules(all.SelectMany(task => InNamespace[task].Concat(InCluster.GetValueOrDefault(task, []))).Append(Nodes)
            .Concat(all.Contains(StuckDeletions.TaskName, StringComparer.OrdinalIgnoreCase) ? [new Right(Core, ["namespaces"], ["list"])] : []));
    }

    /// <summary>Rules for looking at nodes.</summary>
    public static IReadOnlyList<JsonObject> ForNodes() => Rules([Nodes]);

    /// <summary>What a task lacks without which it can do nothing, in words; null when it lacks nothing.</summary>
    public static async Task<string?> FindLackAsync(string task, KubernetesClient cluster, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        foreach (var right in InCluster.GetValueOrDefault(task, []))
        {
            foreach (var (resource, verb) in right.Resources.SelectMany(resource => right.Verbs.Select(verb => (resource, verb))))
            {
                if (!await cluster.MayAsync(verb, right.Group, resource, null, ct))
                    return $"{verb} {resource} in the whole cluster";
            }
        }
        return null;
    }

    // Resources of one group with which the same may be done make one rule: a reader sees in one place all that may be done to each.
    private static IReadOnlyList<JsonObject> Rules(IEnumerable<Right> rights) =>
    [
        .. rights.SelectMany(right => right.Resources.Select(resource => (right.Group, Resource: resource, right.Verbs)))
            .GroupBy(each => (each.Group, each.Resource))
            .Select(each => (each.Key.Group, each.Key.Resource, Verbs: each.SelectMany(one => one.Verbs).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray()))
            .GroupBy(each => (each.Group, Verbs: string.Join(',', each.Verbs)))
            .OrderBy(each => each.Key)
            .Select(each => InstallationKit.Rule(each.Key.Group, [.. each.Select(one => one.Resource).Order(StringComparer.Ordinal)], each.First().Verbs)),
    ];

    private sealed record Right(string Group, string[] Resources, string[] Verbs);
}
