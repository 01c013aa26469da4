using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.DaemonSets;

/// <summary>Decides which nodes a daemon set covers.</summary>
internal static class DaemonPlacement
{
    /// <summary>What every daemon tolerates: it is there for the node's bad days too.</summary>
    public static IReadOnlyList<Toleration> Tolerations(PodSpec spec)
    {
        List<Toleration> tolerations =
        [
            Tolerate("node.kubernetes.io/not-ready", "NoExecute"),
            Tolerate("node.kubernetes.io/unreachable", "NoExecute"),
            Tolerate("node.kubernetes.io/disk-pressure", "NoSchedule"),
            Tolerate("node.kubernetes.io/memory-pressure", "NoSchedule"),
            Tolerate("node.kubernetes.io/pid-pressure", "NoSchedule"),
            Tolerate("node.kubernetes.io/unschedulable", "NoSchedule"),
        ];
        if (spec.HostNetwork)
            tolerations.Add(Tolerate("node.kubernetes.io/network-unavailable", "NoSchedule"));
        return tolerations;
    }

    public static NodePlacement Decide(DaemonSetWorkload set, Node node)
    {
        var spec = set.Spec.Template.Spec;
        if (spec.NodeName is { } bound && bound != node.Metadata.Name)
            return default;
        if (!spec.Selects(node))
            return default;
        var tolerations = spec.Tolerations.Concat(Tolerations(spec)).ToList();
        if (NodeSelection.FirstUntolerated(node.Spec.Taints, tolerations, "NoSchedule", "NoExecute") is null)
            return new(true, true);
        return new(false, NodeSelection.FirstUntolerated(node.Spec.Taints, tolerations, "NoExecute") is null);
    }

    private static Toleration Tolerate(string key, string effect) => new() { Key = key, Operator = "Exists", Effect = effect };
}
