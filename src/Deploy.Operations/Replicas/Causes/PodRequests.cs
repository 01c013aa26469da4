using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>What a pod asks of its node: its containers together, or its largest init container where that is more.</summary>
internal static class PodRequests
{
    public static Dictionary<string, double> Of(Pod pod)
    {
        var total = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var container in pod.Spec.Containers)
        {
            foreach (var (resource, amount) in container?.Resources?.Requests ?? Empty)
                total[resource] = total.GetValueOrDefault(resource) + (double)amount.Value;
        }
        foreach (var container in pod.Spec.InitContainers)
        {
            foreach (var (resource, amount) in container?.Resources?.Requests ?? Empty)
                total[resource] = Math.Max(total.GetValueOrDefault(resource), (double)amount.Value);
        }
        return total;
    }

    private static readonly Dictionary<string, Quantity> Empty = [];
}
