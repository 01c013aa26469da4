using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>Whether a pod can run on a node, and if not, why: in the scheduler's words and order, first reason first.</summary>
internal sealed class NodeFilter
{
    private static readonly Taint Unschedulable = new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };

    private readonly PodSpec spec;
    private readonly ResourceAmounts requests;
    private readonly PodAffinityTerms affinity;
    private readonly TopologySpread spread;
    private readonly HashSet<(int Port, string Protocol)> hostPorts;

    public NodeFilter(Pod pod, TopologySpread spread, PodAffinityTerms affinity)
    {
        spec = pod.Spec;
        requests = ResourceAmounts.RequestsOf(spec);
        hostPorts = [.. PlacedPod.HostPortsOf(spec)];
        (this.spread, this.affinity) = (spread, affinity);
    }

    /// <summary>Empty when the pod fits.</summary>
    public IReadOnlyList<string> Objections(NodeLoad load)
    {
        var node = load.Node!;
        if (Refusal(spec, node) is { } refusal)
            return [refusal];
        if (hostPorts.Count > 0 && load.Pods.Values.Any(pod => pod.HostPorts.Any(hostPorts.Contains)))
            return ["node(s) didn't have free ports for the requested pod ports"];
        var lacking = Lacking(load);
        if (lacking.Count > 0)
            return lacking;
        return spread.Objection(node) is { } uneven ? [uneven] : affinity.Objections(node);
    }

    /// <summary>Why the node takes no such pod, whatever else runs on it; null when it may.</summary>
    public static string? Refusal(PodSpec spec, Node node)
    {
        if (node.Spec.Unschedulable && !spec.Tolerations.Any(toleration => toleration.Tolerates(Unschedulable)))
            return "node(s) were unschedulable";
        if (Tolerance.FirstUntolerated(node.Spec.Taints, spec.Tolerations, "NoSchedule", "NoExecute") is { } taint)
            return $"node(s) had taint {{{taint.Key}: {taint.Value}}}, that the pod didn't tolerate";
        return NodeAffinityMatching.Matches(spec, node) ? null : "node(s) didn't match Pod's node affinity";
    }

    private List<string> Lacking(NodeLoad load)
    {
        var lacking = new List<string>();
        if (load.Pods.Count + 1 > load.Allocatable("pods"))
            lacking.Add("Too many pods");
        foreach (var (resource, amount) in requests.All)
        {
            if (amount > 0 && load.Requested[resource] + amount > load.Allocatable(resource))
                lacking.Add($"Insufficient {resource}");
        }

        return lacking;
    }
}
