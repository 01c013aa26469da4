using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>What a preflight looks at beside the module itself. Each is asked for once; what nobody has waited for is given up in the end.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private static readonly ListOptions s_fromCache = new() { FromCache = true };

    private readonly KubernetesClient _client;
    private readonly string _namespace;
    private readonly CancellationTokenSource _stop;
    private Task<ResourceList<ResourceQuota>>? _quotas;
    private Task<ResourceList<Node>>? _nodes;
    private Task<ResourceList<Pod>>? _pods;

    internal Surroundings(KubernetesClient client, string ns, CancellationToken cancellationToken)
    {
        (_client, _namespace) = (client, ns);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Quotas of the module's namespace.</summary>
    internal Task<ResourceList<ResourceQuota>> Quotas => _quotas ??= _client.ListAllAsync(RoomResources.Quotas, _namespace, null, _stop.Token);

    internal Task<ResourceList<Node>> Nodes => _nodes ??= _client.ListAllAsync(RoomResources.Nodes, null, s_fromCache, _stop.Token);

    /// <summary>Pods of all namespaces: they share the nodes.</summary>
    internal Task<ResourceList<Pod>> Pods => _pods ??= _client.ListAllAsync(ReplicaResources.Pods, null, s_fromCache, _stop.Token);

    /// <summary>Asks for all of it at once, beside what the caller does next.</summary>
    internal Surroundings Begin()
    {
        (_, _, _) = (Quotas, Nodes, Pods);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var begun in new Task?[] { _quotas, _nodes, _pods })
        {
            if (begun is not null)
                await begun.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _stop.Dispose();
    }
}
