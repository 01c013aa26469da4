using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes.Transport;

/// <summary>The way over the network for a connection's TLS and proxy settings.</summary>
internal static class SocketsHandlerFactory
{
    private const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

    /// <param name="connection">Where to, and whom to trust.</param>
    /// <param name="certificate">Presented instead of the connection's own; null: that one, if any.</param>
    internal static SocketsHttpHandler Create(ClusterConnection connection, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseProxy = connection.Proxy is not null || !connection.Server.IsLoopback,
            SslOptions = Tls(connection.Tls, certificate),
        };
        if (connection.Proxy is { } proxy)
            handler.Proxy = ToProxy(proxy);
        return handler;
    }

    private static SslClientAuthenticationOptions Tls(TlsSettings settings, X509Certificate2? certificate)
    {
        var options = new SslClientAuthenticationOptions();
        if (certificate is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        else if (settings.ClientCertificate is { } own)
            Present(options, own, settings.ClientChain);
        if (settings.Authorities is { } authorities && !settings.SkipVerify)
            options.CertificateChainPolicy = TrustOnly(authorities);
#pragma warning disable CA5359 // Only where asked for in so many words: insecure-skip-tls-verify.
        options.RemoteCertificateValidationCallback = settings.SkipVerify
            ? static (_, _, _, _) => true
            : static (_, server, chain, errors) => ServerCertificateRule.Check(server, chain, errors);
#pragma warning restore CA5359
        return options;
    }

    // A context is made from the system's trusted authorities (see SystemTrust), so it is left to the handshake, when the connection stands.
    // But the handshake would ask the network for the issuer of a certificate that tells where that is.
    private static void Present(SslClientAuthenticationOptions options, X509Certificate2 own, X509Certificate2Collection? chain)
    {
        if (chain is { Count: > 0 } || own.Extensions[AuthorityInformationAccess] is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true);
        else
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static WebProxy ToProxy(Uri address)
    {
        var proxy = new WebProxy(address);
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(rest.Length > 0 ? rest[0] : ""));
        return proxy;
    }
}
