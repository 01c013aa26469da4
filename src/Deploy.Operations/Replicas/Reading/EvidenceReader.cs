using System.Net;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Reads what causes need besides pods, and only that: events of the pods named, their nodes, and what is free.
/// An account that may not read something gets less exact causes instead of an error.
/// </summary>
internal sealed class EvidenceReader(KubernetesClient client)
{
    // From here on one list costs less than a request for each.
    private const int OneByOne = 6;

    public async Task<IReadOnlyDictionary<string, ReplicaEvidence>> ReadAsync(IReadOnlyList<(Pod Pod, EvidenceKinds Wants)> wanted, CancellationToken cancellationToken)
    {
        var events = await ReadEventsAsync([.. wanted.Where(entry => entry.Wants.HasFlag(EvidenceKinds.Events)).Select(entry => entry.Pod)], cancellationToken);
        var nodes = await ReadNodesAsync([.. wanted.Where(entry => entry.Wants.HasFlag(EvidenceKinds.Node)).Select(entry => entry.Pod.Spec.NodeName!).Distinct(StringComparer.Ordinal)], cancellationToken);
        var capacity = wanted.Any(entry => entry.Wants.HasFlag(EvidenceKinds.Capacity)) ? await ReadCapacityAsync(Single(wanted), cancellationToken) : null;
        return wanted.ToDictionary(entry => entry.Pod.Metadata.Uid, entry => new ReplicaEvidence
        {
            Events = entry.Wants.HasFlag(EvidenceKinds.Events) ? events.GetValueOrDefault(entry.Pod.Metadata.Uid, []) : null,
            Node = entry.Wants.HasFlag(EvidenceKinds.Node) ? nodes.GetValueOrDefault(entry.Pod.Spec.NodeName!) : null,
            Capacity = entry.Wants.HasFlag(EvidenceKinds.Capacity) ? capacity : null,
        }, StringComparer.Ordinal);
    }

    // Those of one namespace tell something where the cluster may not be read; those of several would tell of each other.
    private static string? Single(IReadOnlyList<(Pod Pod, EvidenceKinds Wants)> wanted) =>
        wanted.Select(entry => entry.Pod.Metadata.Namespace).Distinct(StringComparer.Ordinal).Take(2).ToList() is [var only] ? only : null;

    /// <summary>The events of one pod; empty where they may not be read.</summary>
    public Task<List<Event>> ReadEventsAsync(string ns, string pod, string uid, CancellationToken cancellationToken)
    {
        var selector = uid.Length == 0 ? $"involvedObject.name={pod}" : $"involvedObject.name={pod},involvedObject.uid={uid}";
        return AllowedAsync(Resources.Events, ns, new ListOptions { FieldSelector = selector }, _ => true, cancellationToken);
    }

    /// <summary>The events of all objects of a namespace that a predicate wants; at most the latest that the server keeps.</summary>
    public Task<List<Event>> ReadEventsAsync(string ns, Func<Event, bool> wanted, CancellationToken cancellationToken) =>
        AllowedAsync(Resources.Events, ns, new ListOptions { FromCache = true }, wanted, cancellationToken);

    /// <summary>What nodes have and pods take. Who may not read all of it learns of the pods in the namespace named; null when not even of those.</summary>
    public async Task<ClusterCapacity?> ReadCapacityAsync(string? ns, CancellationToken cancellationToken)
    {
        var options = new ListOptions { FromCache = true };
        if (await FindAllAsync(ReplicaResources.Nodes, null, options, _ => true, cancellationToken) is { } nodes
            && await FindAllAsync(ReplicaResources.Pods, null, options, IsPlaced, cancellationToken) is { } placed)
            return new(nodes, placed);
        return ns is not null && await FindAllAsync(ReplicaResources.Pods, ns, options, IsPlaced, cancellationToken) is { } own ? ClusterCapacity.OfNamespace(own) : null;
    }

    private static bool IsPlaced(Pod pod) => pod.Spec.NodeName is { Length: > 0 };

    private async Task<Dictionary<string, List<Event>>> ReadEventsAsync(IReadOnlyList<Pod> pods, CancellationToken cancellationToken)
    {
        var found = pods.ToDictionary(pod => pod.Metadata.Uid, _ => new List<Event>(), StringComparer.Ordinal);
        foreach (var group in pods.GroupBy(pod => pod.Metadata.Namespace ?? "", StringComparer.Ordinal))
        {
            if (group.Count() >= OneByOne)
            {
                foreach (var entry in await ReadEventsAsync(group.Key, entry => found.ContainsKey(entry.InvolvedObject.Uid ?? ""), cancellationToken))
                    found[entry.InvolvedObject.Uid!].Add(entry);
                continue;
            }
            foreach (var pod in group)
                found[pod.Metadata.Uid] = await ReadEventsAsync(group.Key, pod.Metadata.Name, pod.Metadata.Uid, cancellationToken);
        }
        return found;
    }

    private async Task<Dictionary<string, Node>> ReadNodesAsync(string[] names, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Node>(StringComparer.Ordinal);
        if (names.Length >= OneByOne)
        {
            foreach (var node in await AllowedAsync(ReplicaResources.Nodes, null, new ListOptions { FromCache = true }, node => names.Contains(node.Metadata.Name, StringComparer.Ordinal), cancellationToken))
                found[node.Metadata.Name] = node;
            return found;
        }
        foreach (var name in names)
        {
            if (await FindNodeAsync(name, cancellationToken) is { } node) found[name] = node;
        }
        return found;
    }

    /// <summary>One node; null where it does not exist or may not be read.</summary>
    public async Task<Node?> FindNodeAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FindAsync(ReplicaResources.Nodes, null, name, cancellationToken);
        }
        catch (KubernetesException refused) when (refused.StatusCode == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    private async Task<List<T>> AllowedAsync<T>(ResourceType<T> type, string? ns, ListOptions options, Func<T, bool> wanted, CancellationToken cancellationToken) =>
        await FindAllAsync(type, ns, options, wanted, cancellationToken) ?? [];

    // Null where it may not be read, which is something else than that there is none.
    private async Task<List<T>?> FindAllAsync<T>(ResourceType<T> type, string? ns, ListOptions options, Func<T, bool> wanted, CancellationToken cancellationToken)
    {
        var found = new List<T>();
        try
        {
            await foreach (var item in client.ListAsync(type, ns, options, cancellationToken))
            {
                if (wanted(item)) found.Add(item);
            }
        }
        catch (KubernetesException refused) when (refused.StatusCode == HttpStatusCode.Forbidden)
        {
            return null;
        }
        return found;
    }
}
