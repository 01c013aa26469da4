using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Processes;

/// <summary>Says which cluster this is, takes the request to stop, and hands on what concerns the bases.</summary>
internal sealed class ControlEndpoint(string instance) : IHttpEndpoint
{
    private readonly TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers for the bases once they are there.</summary>
    public IHttpEndpoint? Bases { get; set; }

    /// <summary>Ends when somebody has asked the cluster to stop.</summary>
    public Task Stopping => stop.Task;

    public void Stop() => stop.TrySetResult();

    public Task<EndpointResponse> HandleAsync(EndpointRequest request, CancellationToken ct)
    {
        switch (request.Method, request.Path)
        {
            case ("GET", "/instance"):
                return Task.FromResult(EndpointResponse.Text(200, instance));
            case ("POST", "/stop"):
                Stop();
                return Task.FromResult(EndpointResponse.Empty(202));
            case (_, var path) when Bases is { } bases && path.StartsWith("/bases", StringComparison.Ordinal):
                return bases.HandleAsync(request, ct);
            default:
                return Task.FromResult(EndpointResponse.Empty(404));
        }
    }
}
