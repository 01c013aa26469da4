using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>All nodes with what is placed on them, kept up to date pod by pod. Not thread-safe.</summary>
internal sealed class ClusterLoad
{
    private readonly Dictionary<string, NodeLoad> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedPod> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedPod> antiAffine = new(StringComparer.Ordinal);

    public IEnumerable<NodeLoad> Nodes => nodes.Values.Where(node => node.Node is not null);

    public IReadOnlyCollection<PlacedPod> Pods => pods.Values;

    /// <summary>Placed pods that keep others away.</summary>
    public IReadOnlyCollection<PlacedPod> AntiAffine => antiAffine.Values;

    public Node? FindNode(string name) => nodes.GetValueOrDefault(name)?.Node;

    public void Put(Node node) => Load(node.Metadata.Name).Node = node;

    public void RemoveNode(string name) => Load(name).Node = null;

    /// <summary>Whether a pod is on a node, or being bound to one.</summary>
    public bool Holds(string uid) => pods.ContainsKey(uid);

    /// <summary>Notes a pod where it is; finished and unplaced ones take no room.</summary>
    public void Put(Pod pod)
    {
        if (string.IsNullOrEmpty(pod.Spec.NodeName) || pod.HasFinished())
            Remove(pod.Metadata.Uid);
        else
            Place(pod, pod.Spec.NodeName);
    }

    /// <summary>Notes a pod on a node that it is being bound to.</summary>
    public void Place(Pod pod, string nodeName)
    {
        Remove(pod.Metadata.Uid);
        var placed = new PlacedPod(pod, nodeName);
        pods[pod.Metadata.Uid] = placed;
        if (placed.HasRequiredAntiAffinity)
            antiAffine[pod.Metadata.Uid] = placed;
        Load(nodeName).Add(placed);
    }

    public void Remove(string uid)
    {
        antiAffine.Remove(uid);
        if (pods.Remove(uid, out var placed))
            Load(placed.NodeName).Remove(placed);
    }

    private NodeLoad Load(string name)
    {
        if (!nodes.TryGetValue(name, out var load))
            nodes[name] = load = new(name);
        return load;
    }
}
