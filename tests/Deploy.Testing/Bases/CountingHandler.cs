using System.Collections.Concurrent;

namespace Deploy.Testing.Bases;

/// <summary>Counts the requests that go to a cluster, lists apart from the rest, and writes of pods' statuses by pod.</summary>
public sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ConcurrentDictionary<string, int> _lists = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private int _others;

    /// <summary>How often each whole collection was read.</summary>
    public IReadOnlyDictionary<string, int> Lists => _lists;

    /// <summary>How often each pod's status was written, by the pod's name.</summary>
    public IReadOnlyDictionary<string, int> Statuses => _statuses;

    /// <summary>All requests that are neither lists nor watches.</summary>
    public int Others => Volatile.Read(ref _others);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = request.RequestUri!;
        if (url.Segments is [.., "pods/", var pod, "status"])
            _statuses.AddOrUpdate(pod.TrimEnd('/'), 1, (_, count) => count + 1);
        var collection = url.Segments[^1].TrimEnd('/') is "pods" or "nodes" or "deployments" or "leases" or "replicasets";
        if (request.Method != HttpMethod.Get || !collection)
            Interlocked.Increment(ref _others);
        else if (!url.Query.Contains("watch=", StringComparison.Ordinal))
            _lists.AddOrUpdate(url.Segments[^1] + url.Query, 1, (_, count) => count + 1);
        return base.SendAsync(request, cancellationToken);
    }
}
