using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes;

/// <summary>What a credential shows: a header, a certificate, or both.</summary>
public sealed class Proof(AuthenticationHeaderValue? header, X509Certificate2? certificate = null)
{
    /// <summary>The Authorization header; null: none.</summary>
    public AuthenticationHeaderValue? Header { get; } = header;

    /// <summary>The client's certificate; null: the one of the TLS settings, if any.</summary>
    public X509Certificate2? Certificate { get; } = certificate;
}
