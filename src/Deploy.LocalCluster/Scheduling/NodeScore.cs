using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>How good each of the possible nodes is for a pod. Each criterion counts 0 to 100, times its weight, as in the default profile.</summary>
internal static class NodeScore
{
    /// <summary>What a container without a request is taken to need, so that such pods spread too.</summary>
    private const decimal AssumedCpu = 0.1m;
    private const decimal AssumedMemory = 200 * 1024 * 1024;

    /// <summary>The best of <paramref name="candidates"/>, which must not be empty. Among equals the emptiest, then the first by name.</summary>
    public static NodeLoad Best(Pod pod, IReadOnlyList<NodeLoad> candidates, NodeFit fit)
    {
        if (candidates.Count == 1)
            return candidates[0];
        var scores = new decimal[candidates.Count];
        Add(scores, candidates, weight: 1, load => Room(pod, load));
        AddRelative(scores, candidates, weight: 2, higherIsBetter: false, load => SameWorkload(pod, load));
        AddRelative(scores, candidates, weight: 1, higherIsBetter: true, load => pod.Spec.Preference(load.Node!));
        AddRelative(scores, candidates, weight: 1, higherIsBetter: false, load => Untolerated(pod, load.Node!));
        if (fit.Spread.HasPreferences)
            AddRelative(scores, candidates, weight: 2, higherIsBetter: false, load => fit.Spread.Crowd(load.Node!));
        if (fit.Affinity.HasPreferences)
            AddRelative(scores, candidates, weight: 1, higherIsBetter: true, load => fit.Affinity.Preference(load.Node!));
        return candidates.Index().OrderByDescending(pair => scores[pair.Index]).ThenBy(pair => pair.Item.Pods.Count)
            .ThenBy(pair => pair.Item.Name, StringComparer.Ordinal).First().Item;
    }

    private static void Add(decimal[] scores, IReadOnlyList<NodeLoad> candidates, int weight, Func<NodeLoad, decimal> score)
    {
        for (var i = 0; i < scores.Length; i++)
            scores[i] += weight * score(candidates[i]);
    }

    private static void AddRelative(decimal[] scores, IReadOnlyList<NodeLoad> candidates, int weight, bool higherIsBetter, Func<NodeLoad, int> measure)
    {
        var measured = candidates.Select(measure).ToArray();
        var (least, most) = (measured.Min(), measured.Max());
        if (least == most)
            return;
        for (var i = 0; i < scores.Length; i++)
            scores[i] += weight * 100m * (higherIsBetter ? measured[i] - least : most - measured[i]) / (most - least);
    }

    // Least allocated, and cpu and memory used evenly.
    private static decimal Room(Pod pod, NodeLoad load)
    {
        var cpu = Used(pod, load, "cpu", AssumedCpu);
        var memory = Used(pod, load, "memory", AssumedMemory);
        return (100 * (1 - ((cpu + memory) / 2))) + (100 * (1 - Math.Abs(cpu - memory)));
    }

    private static decimal Used(Pod pod, NodeLoad load, string resource, decimal assumed)
    {
        var allocatable = load.Allocatable(resource);
        if (allocatable <= 0)
            return 1;
        var wanted = ResourceAmounts.RequestsOf(pod.Spec)[resource];
        var used = load.Requested[resource] + (wanted > 0 ? wanted : assumed);
        return Math.Clamp(used / allocatable, 0, 1);
    }

    private static int SameWorkload(Pod pod, NodeLoad load) => pod.Metadata.Controller() is { } controller ? load.PodsOf(controller.Uid) : 0;

    private static int Untolerated(Pod pod, Node node) =>
        node.Spec.Taints.Count(taint => taint.Effect == "PreferNoSchedule" && !pod.Spec.Tolerations.Any(toleration => toleration.Tolerates(taint)));
}
