using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>How a pod's topology spread constraints limit and rank the nodes, worked out once for all nodes.</summary>
internal sealed class TopologySpread
{
    private const string NotMatched = "node(s) didn't match pod topology spread constraints";

    private readonly List<(TopologySpreadConstraint Constraint, Dictionary<string, int> Pods, int Least, int Self)> required;
    private readonly List<(TopologySpreadConstraint Constraint, Dictionary<string, int> Pods)> preferred;

    public TopologySpread(Pod pod, ClusterLoad cluster)
    {
        var constraints = pod.Spec.TopologySpreadConstraints;
        required = [.. constraints.Where(constraint => constraint.WhenUnsatisfiable != "ScheduleAnyway").Select(constraint => Count(pod, constraint, cluster))];
        preferred = [.. constraints.Where(constraint => constraint.WhenUnsatisfiable == "ScheduleAnyway").Select(constraint => (constraint, Count(pod, constraint, cluster).Pods))];
    }

    public bool HasPreferences => preferred.Count > 0;

    /// <summary>Why the node is none for the pod, in the scheduler's words; null when it is one.</summary>
    public string? Objection(Node node)
    {
        foreach (var (constraint, pods, least, self) in required)
        {
            if (!node.Metadata.Labels.TryGetValue(constraint.TopologyKey, out var domain))
                return NotMatched + " (missing required label)";
            if (pods.GetValueOrDefault(domain) + self - least > Math.Max(1, constraint.MaxSkew))
                return NotMatched;
        }

        return null;
    }

    /// <summary>How many of the pods are already in the node's domains: fewer is better.</summary>
    public int Crowd(Node node) => preferred.Sum(entry =>
        node.Metadata.Labels.TryGetValue(entry.Constraint.TopologyKey, out var domain) ? entry.Pods.GetValueOrDefault(domain) : int.MaxValue / 8);

    // Only domains of nodes that the pod could be on count, empty ones too.
    private static (TopologySpreadConstraint Constraint, Dictionary<string, int> Pods, int Least, int Self) Count(Pod pod, TopologySpreadConstraint constraint, ClusterLoad cluster)
    {
        var pods = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var load in cluster.Nodes)
        {
            if (!NodeAffinityMatching.Matches(pod.Spec, load.Node!) || !load.Node!.Metadata.Labels.TryGetValue(constraint.TopologyKey, out var domain))
                continue;
            pods[domain] = pods.GetValueOrDefault(domain) + load.Pods.Values.Count(placed => Selects(pod, constraint, placed.Pod));
        }

        return (constraint, pods, pods.Count == 0 ? 0 : pods.Values.Min(), Selects(pod, constraint, pod) ? 1 : 0);
    }

    private static bool Selects(Pod pod, TopologySpreadConstraint constraint, Pod candidate) =>
        candidate.Metadata.Namespace == pod.Metadata.Namespace && !candidate.IsTerminating() && constraint.LabelSelector?.Matches(candidate.Metadata.Labels) == true;
}
