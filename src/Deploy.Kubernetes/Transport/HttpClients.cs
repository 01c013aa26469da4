using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes.Transport;

/// <summary>
/// The way to the server for the certificate presently in use; another certificate needs connections of its own. Without HttpClient around it,
/// whose limit of time would be one more: ours differ between requests and follow the clock of the options.
/// </summary>
internal sealed class HttpClients(ClusterConnection connection) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<HttpMessageInvoker> _all = [];
    private X509Certificate2? _certificate;

    internal HttpMessageInvoker For(X509Certificate2? certificate)
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

    private HttpMessageInvoker Create(X509Certificate2? certificate) =>
        new(connection.Handler ?? SocketsHandlerFactory.Create(connection, certificate), disposeHandler: connection.Handler is null);
}
