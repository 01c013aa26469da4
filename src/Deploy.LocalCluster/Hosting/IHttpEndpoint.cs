namespace Deploy.LocalCluster.Hosting;

/// <summary>Answers every request below one first path segment, in process and over the listener alike.</summary>
internal interface IHttpEndpoint
{
    Task<EndpointResponse> HandleAsync(EndpointRequest request, CancellationToken ct);
}
