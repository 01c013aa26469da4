using System.Runtime.InteropServices;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>A node with all that is placed on it.</summary>
internal sealed class NodeLoad(string name)
{
    private readonly Dictionary<string, PlacedPod> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> perController = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    /// <summary>Null while only pods on it are known.</summary>
    public Node? Node { get; set; }

    public ResourceAmounts Requested { get; } = new();

    public IReadOnlyDictionary<string, PlacedPod> Pods => pods;

    public int PodsOf(string controller) => perController.GetValueOrDefault(controller);

    public void Add(PlacedPod pod)
    {
        pods[pod.Pod.Metadata.Uid] = pod;
        Requested.Add(pod.Requests);
        if (pod.Controller is { } controller)
            CollectionsMarshal.GetValueRefOrAddDefault(perController, controller, out _)++;
    }

    public void Remove(PlacedPod pod)
    {
        pods.Remove(pod.Pod.Metadata.Uid);
        Requested.Add(pod.Requests, sign: -1);
        if (pod.Controller is { } controller && --CollectionsMarshal.GetValueRefOrAddDefault(perController, controller, out _) <= 0)
            perController.Remove(controller);
    }

    public decimal Allocatable(string resource) =>
        Node is { } node && node.Status.Allocatable.TryGetValue(resource, out var quantity) ? quantity.Value : 0;
}
