using System.Runtime.InteropServices;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>Amounts by resource name: cores, bytes, or a count.</summary>
internal sealed class ResourceAmounts
{
    private readonly Dictionary<string, decimal> amounts = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, decimal>> All => amounts;

    public decimal this[string resource] => amounts.GetValueOrDefault(resource);

    /// <summary>What a pod asks for: its containers together, or its largest init container where that is more.</summary>
    public static ResourceAmounts RequestsOf(PodSpec spec)
    {
        var requests = new ResourceAmounts();
        foreach (var container in spec.Containers)
            requests.Add(container, static (have, more) => have + more);
        foreach (var container in spec.InitContainers)
            requests.Add(container, Math.Max);
        return requests;
    }

    public void Add(ResourceAmounts other, int sign = 1)
    {
        foreach (var (resource, amount) in other.amounts)
            CollectionsMarshal.GetValueRefOrAddDefault(amounts, resource, out _) += sign * amount;
    }

    private void Add(Container container, Func<decimal, decimal, decimal> combine)
    {
        if (container.Resources is not { } resources)
            return;
        // A limit without a request is the request too, as the server's defaulting has it.
        foreach (var (resource, quantity) in resources.Limits.Where(limit => !resources.Requests.ContainsKey(limit.Key)).Concat(resources.Requests))
        {
            ref var amount = ref CollectionsMarshal.GetValueRefOrAddDefault(amounts, resource, out _);
            amount = combine(amount, quantity.Value);
        }
    }
}
