using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Deploy.Kubernetes;

namespace Deploy.Testing.Servers;

/// <summary>A line to a cluster that a test can put a handler of its own around.</summary>
public static class PlainHandler
{
    /// <summary>Trusts and presents what the connection says.</summary>
    public static SocketsHttpHandler For(ClusterConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var ssl = new SslClientAuthenticationOptions();
        if (connection.Tls.ClientCertificate is { } certificate)
            ssl.ClientCertificates = [certificate];
        if (connection.Tls.Authorities is { Count: > 0 } authorities)
        {
            ssl.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            ssl.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        return new SocketsHttpHandler { SslOptions = ssl, UseProxy = false };
    }
}
