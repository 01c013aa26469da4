using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes.Transport;

/// <summary>The HTTP client for the certificate presently in use; another certificate needs connections of its own.</summary>
internal sealed class HttpClients(ClusterConnection connection, string agent) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<HttpClient> _all = [];
    private X509Certificate2? _certificate;

    internal HttpClient For(X509Certificate2? certificate)
    {
        lock (_gate)
        {
            if (_all.Count > 0 && ReferenceEquals(_certificate, certificate))
                return _all[^1];
            _certificate = certificate;
            _all.Add(Create(certificate));
            return _all[^1];
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _all.ForEach(client => client.Dispose());
    }

    private HttpClient Create(X509Certificate2? certificate)
    {
        var handler = connection.Handler ?? SocketsHandlerFactory.Create(connection, certificate);
        var client = new HttpClient(handler, disposeHandler: connection.Handler is null)
        {
            // Time limits are ours: they differ between requests and follow the clock of the options.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
        return client;
    }
}
