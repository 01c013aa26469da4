namespace Deploy.LocalCluster.Hosting;

/// <summary>What runs the pods of some nodes: the API server asks it for logs and forwards proxied requests to it.</summary>
internal interface IPodBackend
{
    /// <summary>Whether it runs the pods of that node.</summary>
    bool Owns(string nodeName);

    /// <summary>Lines of one container, oldest first, already cut by tail and since; with Follow until the container ends. Null: there is no log.</summary>
    IAsyncEnumerable<LogLine>? ReadLog(PodLogQuery query, CancellationToken ct);

    /// <summary>A request to a port of a pod over the simulated network.</summary>
    /// <exception cref="HttpRequestException">Nobody listens there.</exception>
    Task<HttpResponseMessage> SendAsync(PodTarget target, HttpRequestMessage request, CancellationToken ct);
}
