using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Services;

/// <summary>Works out the endpoints of a service from the pods that it selects. Pure.</summary>
internal static class EndpointsDecision
{
    public static IReadOnlyList<EndpointSubset> Subsets(Service service, IEnumerable<Pod> pods)
    {
        var entries = pods.Where(pod => BelongsTo(service, pod)).Select(pod => (Pod: pod, Ports: Ports(service, pod)))
            .Where(entry => entry.Ports.Count > 0 || service.Spec.Ports.Count == 0);
        return [.. entries.GroupBy(entry => Key(entry.Ports), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new EndpointSubset
        {
            Addresses = Addresses(service, group.Select(entry => entry.Pod).Where(pod => IsServed(service, pod))),
            NotReadyAddresses = Addresses(service, group.Select(entry => entry.Pod).Where(pod => !IsServed(service, pod))),
            Ports = group.First().Ports,
        })];
    }

    /// <summary>One text for endpoints that mean the same.</summary>
    public static string Describe(IEnumerable<EndpointSubset> subsets) => string.Join('|', subsets.Select(subset =>
        $"{Key(subset.Ports)};{Describe(subset.Addresses)};{Describe(subset.NotReadyAddresses)}"));

    private static bool IsServed(Service service, Pod pod) => service.Spec.PublishNotReadyAddresses || pod.IsReady();

    private static bool BelongsTo(Service service, Pod pod)
    {
        if (string.IsNullOrEmpty(pod.Status.PodIP) || !Selectors.Contains(pod.Metadata.Labels, service.Spec.Selector))
            return false;
        if (pod.IsTerminating() && !service.Spec.PublishNotReadyAddresses)
            return false;
        return pod.IsReady() || service.Spec.PublishNotReadyAddresses || pod.Spec.RestartPolicy switch
        {
            "Never" => !pod.HasFinished(),
            "OnFailure" => pod.Status.Phase != "Succeeded",
            _ => true,
        };
    }

    private static IReadOnlyList<EndpointPort> Ports(Service service, Pod pod) =>
    [
        .. service.Spec.Ports.Select(port => (port, Number: Target(port, pod))).Where(pair => pair.Number > 0)
            .Select(pair => new EndpointPort { Name = pair.port.Name, Port = pair.Number, Protocol = pair.port.Protocol ?? "TCP" }),
    ];

    // 0 where the pod has no such port.
    private static int Target(ServicePort port, Pod pod)
    {
        if (port.TargetPort is not { } target)
            return port.Port;
        if (target.Text is not { } name)
            return target.Number;
        return pod.Spec.Containers.SelectMany(container => container.Ports)
            .FirstOrDefault(candidate => candidate.Name == name && (candidate.Protocol ?? "TCP") == (port.Protocol ?? "TCP"))?.Port ?? 0;
    }

    private static IReadOnlyList<EndpointAddress> Addresses(Service service, IEnumerable<Pod> pods) =>
    [
        .. pods.OrderBy(pod => pod.Status.PodIP, StringComparer.Ordinal).Select(pod => new EndpointAddress
        {
            Ip = pod.Status.PodIP!,
            NodeName = pod.Spec.NodeName,
            Hostname = !string.IsNullOrEmpty(pod.Spec.Hostname) && pod.Spec.Subdomain == service.Metadata.Name ? pod.Spec.Hostname : null,
            TargetRef = new() { Kind = "Pod", Namespace = pod.Metadata.Namespace, Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
        }),
    ];

    private static string Key(IEnumerable<EndpointPort> ports) => string.Join(',', ports.Select(port => $"{port.Name}/{port.Port}/{port.Protocol}"));

    private static string Describe(IEnumerable<EndpointAddress> addresses) =>
        string.Join(',', addresses.Select(address => $"{address.Ip}/{address.NodeName}/{address.Hostname}/{address.TargetRef?.Uid}"));
}
