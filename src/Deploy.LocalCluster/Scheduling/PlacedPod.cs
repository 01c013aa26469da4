using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>A pod that takes room on a node, or is about to.</summary>
internal sealed class PlacedPod(Pod pod, string nodeName)
{
    public Pod Pod { get; } = pod;

    public string NodeName { get; } = nodeName;

    public ResourceAmounts Requests { get; } = ResourceAmounts.RequestsOf(pod.Spec);

    /// <summary>The uid of the workload's object that made it; null for a bare pod.</summary>
    public string? Controller { get; } = pod.Metadata.Controller()?.Uid;

    public bool HasRequiredAntiAffinity { get; } = pod.Spec.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is { Count: > 0 };

    public IEnumerable<(int Port, string Protocol)> HostPorts => HostPortsOf(Pod.Spec);

    public static IEnumerable<(int Port, string Protocol)> HostPortsOf(PodSpec spec) =>
        spec.Containers.SelectMany(container => container.Ports).Where(port => port.HostPort > 0).Select(port => (port.HostPort!.Value, port.Protocol ?? "TCP"));
}
