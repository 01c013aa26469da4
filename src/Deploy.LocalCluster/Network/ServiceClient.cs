using System.Collections.Immutable;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Network;

/// <summary>
/// Calls a service as a pod behind kube-proxy would: it follows the service's endpoints, sends to the ready ones in turn,
/// and knows of a change only after the propagation delay. Works on any control plane whose pods a <see cref="SimulatedNetwork"/> leads to.
/// </summary>
public sealed class ServiceClient : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly ResourceCache<Endpoints> endpoints;
    private readonly ObjectKey service;
    private readonly SimulatedNetwork network;
    private readonly TimeProvider time;
    private readonly TimeSpan delay;
    private readonly Task running;
    private ImmutableArray<(string Ip, int Port)> targets = [];
    private int turn;
    private long read;
    private long applied;

    private ServiceClient(KubernetesClient client, SimulatedNetwork network, string ns, string name, TimeSpan delay, TimeProvider time)
    {
        (this.network, this.delay, this.time) = (network, delay, time);
        service = new(ns, name);
        endpoints = new(client, Resources.Endpoints, ns, new() { FieldSelector = $"metadata.name={name}" });
        endpoints.Changed += _ => Propagate();
        running = endpoints.RunAsync(stop.Token);
    }

    /// <summary>Follows a service; returns when its endpoints are known.</summary>
    /// <param name="client">Watches the endpoints; it must outlive the service client.</param>
    /// <param name="network">Where the pods are.</param>
    /// <param name="ns">The service's namespace.</param>
    /// <param name="name">The service.</param>
    /// <param name="propagationDelay">How long a change of endpoints takes to arrive, 0 or more. Default: none.</param>
    /// <param name="time">Null: the system's clock.</param>
    /// <param name="ct">Gives the start up.</param>
    public static async Task<ServiceClient> ConnectAsync(
        KubernetesClient client, SimulatedNetwork network, string ns, string name, TimeSpan propagationDelay = default, TimeProvider? time = null, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(propagationDelay, TimeSpan.Zero);
        var caller = new ServiceClient(client, network, ns, name, propagationDelay, time ?? TimeProvider.System);
        await caller.endpoints.WaitForSyncAsync(ct);
        caller.Apply(caller.Read(), Interlocked.Increment(ref caller.read));
        return caller;
    }

    /// <summary>Sends a request to the next ready endpoint.</summary>
    /// <exception cref="HttpRequestException">There is none, or it refused or cut the request off.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct = default)
    {
        ImmutableArray<(string Ip, int Port)> known;
        lock (gate)
            known = targets;
        if (known.IsEmpty)
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"service {service} has no ready endpoint");
        var (ip, port) = known[(int)((uint)Interlocked.Increment(ref turn) % (uint)known.Length)];
        return network.SendAsync(ip, port, request, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private void Propagate()
    {
        var next = Read();
        var number = Interlocked.Increment(ref read);
        if (delay == TimeSpan.Zero)
            Apply(next, number);
        else
            _ = ApplyLaterAsync(next, number);
    }

    private async Task ApplyLaterAsync(ImmutableArray<(string Ip, int Port)> next, long number)
    {
        try
        {
            await Task.Delay(delay, time, stop.Token);
            Apply(next, number);
        }
        catch (OperationCanceledException)
        {
            // The client is gone, and nobody asks any more.
        }
    }

    // Two changes that arrive together must not overtake each other.
    private void Apply(ImmutableArray<(string Ip, int Port)> next, long number)
    {
        lock (gate)
        {
            if (number <= applied)
                return;
            applied = number;
            targets = next;
        }
    }

    private ImmutableArray<(string Ip, int Port)> Read() =>
    [
        .. (endpoints.Find(service)?.Subsets ?? []).SelectMany(subset => subset.Addresses.Select(address => (address.Ip, subset.Ports.Count > 0 ? subset.Ports[0].Port : 80))),
    ];
}
