using System.Globalization;
using System.Runtime.InteropServices;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>Chooses a node for a pod. Pure: the scheduler binds.</summary>
internal static class SchedulingDecision
{
    public static SchedulingResult Decide(Pod pod, ClusterLoad cluster)
    {
        var fit = new NodeFit(pod, cluster);
        var candidates = new List<NodeLoad>();
        var objections = new Dictionary<string, int>(StringComparer.Ordinal);
        var nodes = 0;
        foreach (var load in cluster.Nodes)
        {
            nodes++;
            var here = fit.Objections(load);
            if (here.Count == 0)
                candidates.Add(load);
            foreach (var objection in here)
                CollectionsMarshal.GetValueRefOrAddDefault(objections, objection, out _)++;
        }

        return candidates.Count > 0
            ? new(NodeScore.Best(pod, candidates, fit).Name, null)
            : new(null, Explain(nodes, objections));
    }

    private static string Explain(int nodes, Dictionary<string, int> objections)
    {
        if (nodes == 0)
            return "no nodes available to schedule pods";
        var reasons = objections.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key}")).Order(StringComparer.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"0/{nodes} nodes are available: {string.Join(", ", reasons)}.");
    }
}
