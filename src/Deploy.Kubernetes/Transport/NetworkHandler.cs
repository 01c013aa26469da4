using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes.Transport;

/// <summary>The way over the network for a connection's TLS and proxy settings.</summary>
internal static class NetworkHandler
{
    private const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

    /// <param name="handler">Not used yet.</param>
    /// <param name="connection">Where to, and whom to trust.</param>
    /// <param name="certificate">Presented instead of the connection's own; null: that one, if any.</param>
    internal static void SetUp(SocketsHttpHandler handler, ClusterConnection connection, X509Certificate2? certificate)
    {
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = TimeSpan.FromSeconds(15);
        handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
        handler.UseProxy = connection.Proxy is not null || !connection.Server.IsLoopback;
        // Names of users and groups may be of any letters; servers read them so.
        handler.RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8;
        handler.SslOptions = Tls(connection.Tls, certificate);
        if (connection.Proxy is { } proxy)
            handler.Proxy = ToProxy(proxy);
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

/// <summary>Says what is wrong with a server's certificate, instead of only that something is.</summary>
internal static class ServerCertificateRule
{
    /// <exception cref="CertificateRejectedException">The certificate is not accepted.</exception>
    internal static bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (certificate is not X509Certificate2 server || chain is null)
            throw new CertificateRejectedException("UntrustedCertificate", "is missing");
        var found = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if (found.HasFlag(X509ChainStatusFlags.NotTimeValid))
            throw new CertificateRejectedException("ServerCertificateExpired", $"is valid only from {Date(server.NotBefore)} to {Date(server.NotAfter)}, or that of its authority is out of date");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            throw new CertificateRejectedException("UntrustedCertificate", $"is signed by an authority that is not trusted ({server.Issuer}; {found})");
        throw new CertificateRejectedException("ServerNameMismatch", $"is for another name ({Names(server)})");
    }

    private static string Date(DateTime time) => time.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture);

    private static string Names(X509Certificate2 server)
    {
        var alternatives = server.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        var names = alternatives.SelectMany(a => a.EnumerateDnsNames().Concat(a.EnumerateIPAddresses().Select(ip => ip.ToString()))).ToList();
        return names.Count == 0 ? server.Subject : string.Join(", ", names);
    }
}

/// <summary>Why a server's certificate was not accepted. The message goes on from "The certificate of X".</summary>
internal sealed class CertificateRejectedException(string reason, string message) : AuthenticationException(message)
{
    internal string Reason { get; } = reason;
}
