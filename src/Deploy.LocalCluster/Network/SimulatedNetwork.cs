using System.Collections.Concurrent;

namespace Deploy.LocalCluster.Network;

/// <summary>The pods' network in this process: an address leads to the processes of a pod.</summary>
public sealed class SimulatedNetwork
{
    private readonly ConcurrentDictionary<string, PodProcess> pods = new(StringComparer.Ordinal);

    /// <summary>Sends a request to a port of a pod.</summary>
    /// <param name="podIP">The pod's address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="request">Only method and path matter; <c>?delay=500</c> asks for an answer after that many milliseconds.</param>
    /// <param name="ct">Gives the request up.</param>
    /// <exception cref="HttpRequestException">Nobody listens there, or the process ended before it had answered.</exception>
    public Task<HttpResponseMessage> SendAsync(string podIP, int port, HttpRequestMessage request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        return pods.TryGetValue(podIP, out var process)
            ? process.SendAsync(port, request, ct)
            : throw new HttpRequestException(HttpRequestError.ConnectionError, $"dial tcp {podIP}:{port}: connect: no route to host");
    }

    internal void Connect(string podIP, PodProcess process) => pods[podIP] = process;

    internal void Disconnect(string podIP) => pods.TryRemove(podIP, out _);
}
