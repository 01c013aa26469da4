using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Bases;

/// <summary>How a base of a local cluster reaches the world: the cluster's own address in process, all else over the network.</summary>
internal sealed class ClusterNetwork : DelegatingHandler
{
    private readonly HttpMessageInvoker _inside;
    private readonly Uri _origin;

    public ClusterNetwork(ClusterContext context)
        : base(new SocketsHttpHandler { UseProxy = false })
    {
        _inside = new HttpMessageInvoker(context.Handler, disposeHandler: false);
        _origin = context.Origin;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsInside(request.RequestUri!) ? _inside.SendAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    // Without a listener the blob endpoint calls itself by the bare loopback address, on which nothing else is asked for.
    private bool IsInside(Uri address) => address.Authority == _origin.Authority || (address.Host == "127.0.0.1" && address.IsDefaultPort);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inside.Dispose();
        base.Dispose(disposing);
    }
}
