using Deploy.LocalCluster.Blobs.Access;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Finds the operation that a request means, from its method, its depth and its <c>restype</c> and <c>comp</c>.</summary>
internal sealed class BlobRouter(BlobAccountState state, AccountKeys keys)
{
    private readonly ContainerOperations containers = new(state);
    private readonly BlobListings listings = new(state);
    private readonly BlobWrites writes = new(state);
    private readonly BlockWrites blocks = new(state);
    private readonly AppendWrites appends = new(state);
    private readonly BlobReads reads = new(state);
    private readonly LeaseOperations leases = new(state);
    private readonly AccountOperations account = new(state, keys);

    public Task<BlobResponse> RouteAsync(BlobRequest request, CancellationToken ct)
    {
        var comp = request.Parameter("comp");
        if (request.Container.Length == 0)
            return account.RouteAsync(request, comp, ct);
        if (request.Blob.Length == 0)
            return Task.FromResult(RouteContainer(request, comp));
        return (request.Method, comp) switch
        {
            ("PUT", "block") => blocks.PutBlockAsync(request, ct),
            ("PUT", "blocklist") => blocks.CommitAsync(request, ct),
            ("PUT", "appendblock") => appends.AppendAsync(request, ct),
            ("PUT", "") => writes.PutAsync(request, ct),
            _ => Task.FromResult(RouteBlob(request, comp)),
        };
    }

    private BlobResponse RouteContainer(BlobRequest request, string comp) => (request.Method, comp) switch
    {
        ("PUT", "") => containers.Create(request),
        ("GET" or "HEAD", "" or "metadata") => containers.Properties(request),
        ("DELETE", "") => containers.Delete(request),
        ("PUT", "lease") => leases.OnContainer(request),
        ("GET", "list") => listings.Blobs(request),
        _ => throw BlobErrors.Unsupported($"{request.Method} comp={comp} on a container"),
    };

    private BlobResponse RouteBlob(BlobRequest request, string comp) => (request.Method, comp) switch
    {
        ("GET", "blocklist") => blocks.List(request),
        ("GET" or "HEAD", "" or "metadata") => reads.Get(request),
        ("PUT", "metadata") => writes.SetMetadata(request),
        ("PUT", "properties") => writes.SetProperties(request),
        ("PUT", "lease") => leases.OnBlob(request),
        ("DELETE", "") => writes.Delete(request),
        _ => throw BlobErrors.Unsupported($"{request.Method} comp={comp} on a blob"),
    };
}
