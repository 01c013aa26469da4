using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>What is free on the nodes of a cluster: what each can give, less what its pods ask for.</summary>
public sealed class ClusterCapacity
{
    private readonly List<(Node Node, Dictionary<string, double> Free)> _nodes = [];

    /// <param name="nodes">All nodes.</param>
    /// <param name="pods">All pods of all namespaces; those that have ended or have no node count for nothing.</param>
    public ClusterCapacity(IEnumerable<Node> nodes, IEnumerable<Pod> pods)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(pods);
        var byName = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal);
        foreach (var node in nodes.Where(node => node is not null))
        {
            var free = node.Status.Allocatable.ToDictionary(pair => pair.Key, pair => (double)pair.Value.Value, StringComparer.Ordinal);
            _nodes.Add((node, free));
            byName[node.Metadata.Name] = free;
        }
        foreach (var pod in pods)
        {
            if (pod?.Spec.NodeName is { } name && pod.Status.Phase is not ("Succeeded" or "Failed") && byName.TryGetValue(name, out var free)) Take(free, pod);
        }
    }

    /// <summary>The node with most of a resource left, of those that the pod may run on as far as its node selector says; null when there is none.</summary>
    public (string Node, double Free)? MostFree(string resource, PodSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        (string Node, double Free)? most = null;
        foreach (var (node, free) in _nodes)
        {
            if (node.Spec.Unschedulable || !Selects(spec, node)) continue;
            var amount = Math.Max(0, free.GetValueOrDefault(resource));
            if (most is null || amount > most.Value.Free) most = (node.Metadata.Name, amount);
        }
        return most;
    }

    private static bool Selects(PodSpec spec, Node node) =>
        spec.NodeSelector.All(pair => node.Metadata.Labels.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static void Take(Dictionary<string, double> free, Pod pod)
    {
        foreach (var (resource, amount) in PodRequests.Of(pod)) free[resource] = free.GetValueOrDefault(resource) - amount;
        free["pods"] = free.GetValueOrDefault("pods") - 1;
    }
}
