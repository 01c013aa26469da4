using System.Runtime.InteropServices;
using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Scheduling;

/// <summary>All nodes with what is placed on them, kept up to date pod by pod. Not thread-safe.</summary>
public sealed class ClusterLoad
{
    private readonly Dictionary<string, NodeLoad> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedPod> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedPod> _antiAffine = new(StringComparer.Ordinal);

    public ClusterLoad()
    {
    }

    /// <summary>A picture of one moment.</summary>
    public ClusterLoad(IEnumerable<Node> nodes, IEnumerable<Pod> pods)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(pods);
        foreach (var node in nodes)
            Put(node);
        foreach (var pod in pods)
            Put(pod);
    }

    public IEnumerable<NodeLoad> Nodes => _nodes.Values.Where(node => node.Node is not null);

    public IReadOnlyCollection<PlacedPod> Pods => _pods.Values;

    /// <summary>Placed pods that keep others away.</summary>
    public IReadOnlyCollection<PlacedPod> AntiAffine => _antiAffine.Values;

    public Node? FindNode(string name) => _nodes.GetValueOrDefault(name)?.Node;

    public void Put(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Load(node.Metadata.Name).Node = node;
    }

    public void RemoveNode(string name) => Load(name).Node = null;

    /// <summary>Whether a pod is on a node, or being bound to one.</summary>
    public bool Holds(string uid) => _pods.ContainsKey(uid);

    /// <summary>Notes a pod where it is; finished and unplaced ones take no room, ending ones still do.</summary>
    public void Put(Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        if (string.IsNullOrEmpty(pod.Spec.NodeName) || pod.Status.Phase is "Succeeded" or "Failed")
            Remove(pod.Metadata.Uid);
        else
            Place(pod, pod.Spec.NodeName);
    }

    /// <summary>Notes a pod on a node that it is being bound to.</summary>
    public void Place(Pod pod, string nodeName)
    {
        ArgumentNullException.ThrowIfNull(pod);
        Remove(pod.Metadata.Uid);
        var placed = new PlacedPod(pod, nodeName);
        _pods[pod.Metadata.Uid] = placed;
        if (placed.HasRequiredAntiAffinity)
            _antiAffine[pod.Metadata.Uid] = placed;
        Load(nodeName).Add(placed);
    }

    public void Remove(string uid)
    {
        _antiAffine.Remove(uid);
        if (_pods.Remove(uid, out var placed))
            Load(placed.NodeName).Remove(placed);
    }

    private NodeLoad Load(string name)
    {
        if (!_nodes.TryGetValue(name, out var load))
            _nodes[name] = load = new(name);
        return load;
    }
}

/// <summary>A node with all that is placed on it.</summary>
public sealed class NodeLoad(string name)
{
    private readonly Dictionary<string, PlacedPod> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _perController = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    /// <summary>Null while only pods on it are known.</summary>
    public Node? Node { get; internal set; }

    public ResourceAmounts Requested { get; } = new();

    public IReadOnlyDictionary<string, PlacedPod> Pods => _pods;

    public int PodsOf(string controller) => _perController.GetValueOrDefault(controller);

    public decimal Allocatable(string resource) =>
        Node is { } node && node.Status.Allocatable.TryGetValue(resource, out var quantity) ? quantity.Value : 0;

    /// <summary>What is left of a resource; <c>pods</c> counts places. Below zero where more was placed than it has.</summary>
    public decimal Free(string resource) => Allocatable(resource) - (resource == "pods" ? _pods.Count : Requested[resource]);

    internal void Add(PlacedPod pod)
    {
        _pods[pod.Pod.Metadata.Uid] = pod;
        Requested.Add(pod.Requests);
        if (pod.Controller is { } controller)
            CollectionsMarshal.GetValueRefOrAddDefault(_perController, controller, out _)++;
    }

    internal void Remove(PlacedPod pod)
    {
        _pods.Remove(pod.Pod.Metadata.Uid);
        Requested.Add(pod.Requests, sign: -1);
        if (pod.Controller is { } controller && --CollectionsMarshal.GetValueRefOrAddDefault(_perController, controller, out _) <= 0)
            _perController.Remove(controller);
    }
}

/// <summary>A pod that takes room on a node, or is about to.</summary>
public sealed class PlacedPod
{
    internal PlacedPod(Pod pod, string nodeName)
    {
        (Pod, NodeName) = (pod, nodeName);
        Requests = ResourceAmounts.RequestsOf(pod.Spec);
        Controller = pod.Metadata.OwnerReferences.FirstOrDefault(owner => owner.Controller == true)?.Uid;
        HasRequiredAntiAffinity = pod.Spec.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is { Count: > 0 };
    }

    public Pod Pod { get; }

    public string NodeName { get; }

    public ResourceAmounts Requests { get; }

    /// <summary>The uid of the workload's object that made it; null for a bare pod.</summary>
    public string? Controller { get; }

    public bool HasRequiredAntiAffinity { get; }

    public IEnumerable<(int Port, string Protocol)> HostPorts => HostPortsOf(Pod.Spec);

    internal static IEnumerable<(int Port, string Protocol)> HostPortsOf(PodSpec spec) =>
        spec.Containers.SelectMany(container => container.Ports).Where(port => port.HostPort > 0).Select(port => (port.HostPort!.Value, port.Protocol ?? "TCP"));
}

/// <summary>Amounts by resource name: cores, bytes, or a count.</summary>
public sealed class ResourceAmounts
{
    private readonly Dictionary<string, decimal> _amounts = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, decimal>> All => _amounts;

    public decimal this[string resource] => _amounts.GetValueOrDefault(resource);

    /// <summary>What a pod asks for: its containers together, or its largest init container where that is more.</summary>
    public static ResourceAmounts RequestsOf(PodSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var requests = new ResourceAmounts();
        foreach (var container in spec.Containers)
            requests.Add(container, static (have, more) => have + more);
        foreach (var container in spec.InitContainers)
            requests.Add(container, Math.Max);
        return requests;
    }

    public void Add(ResourceAmounts other, int sign = 1)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (resource, amount) in other._amounts)
            CollectionsMarshal.GetValueRefOrAddDefault(_amounts, resource, out _) += sign * amount;
    }

    private void Add(Container? container, Func<decimal, decimal, decimal> combine)
    {
        if (container?.Resources is not { } resources)
            return;
        // A limit without a request is the request too, as the server's defaulting has it.
        foreach (var (resource, quantity) in resources.Limits.Where(limit => !resources.Requests.ContainsKey(limit.Key)).Concat(resources.Requests))
        {
            ref var amount = ref CollectionsMarshal.GetValueRefOrAddDefault(_amounts, resource, out _);
            amount = combine(amount, quantity.Value);
        }
    }
}
