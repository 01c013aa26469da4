using System.Collections.Concurrent;
using Deploy.LocalCluster.Hosting;

namespace Deploy.Benchmarks.Measuring;

/// <summary>An API server that counts what it is asked, by verb, resource and subresource: <c>patch pods/status</c>.</summary>
internal sealed class CountedApi(IHttpEndpoint api) : IHttpEndpoint
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Counts => new Dictionary<string, int>(_counts, StringComparer.Ordinal);

    public Task<EndpointResponse> HandleAsync(EndpointRequest request, CancellationToken ct)
    {
        _counts.AddOrUpdate(Purpose(request), 1, (_, count) => count + 1);
        return api.HandleAsync(request, ct);
    }

    private static string Purpose(EndpointRequest request)
    {
        ReadOnlySpan<string> path = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        path = path is ["api", _, ..] ? path[2..] : path is ["apis", _, _, ..] ? path[3..] : path;
        path = path is ["namespaces", _, _, ..] ? path[2..] : path;
        var resource = path.Length == 0 ? "" : path.Length > 2 ? $"{path[0]}/{path[2]}" : path[0];
        var verb = request.Method switch
        {
            "GET" when path.Length > 1 => "get",
            "GET" => request.Query("watch") is null ? "list" : "watch",
            "POST" => "create",
            "PUT" => "update",
            var method => method.ToLowerInvariant(),
        };
        return $"{verb} {resource}";
    }
}
