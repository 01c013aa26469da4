using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes.Transport;

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
