using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes;

/// <summary>Joins a client certificate with its private key (RSA or EC).</summary>
internal static class ClientCertificates
{
    private const string Ed25519 = "1.3.101.112";
    private const string Ed448 = "1.3.101.113";

    /// <exception cref="KubeConfigException">The two do not belong together, or one cannot be read.</exception>
    internal static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Load(PemSource certificate, PemSource key)
    {
        var chain = certificate.Certificates();
        try
        {
            var own = Usable(X509Certificate2.CreateFromPem(certificate.Text, key.Text));
            chain.RemoveAt(0);
            return (own, chain);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or NotSupportedException)
        {
            if (chain.Count > 0 && chain[0].PublicKey.Oid.Value is Ed25519 or Ed448)
                throw KubeConfigFailure.Invalid($"The client certificate in {certificate.Origin} has an Ed25519 or Ed448 key, which cannot be used here; renew it with an RSA or EC (P-256) key.", failure);

            throw KubeConfigFailure.Invalid($"The private key in {key.Origin} cannot be read or does not belong to the certificate in {certificate.Origin}.", failure);
        }
    }

    /// <exception cref="KubeConfigException">The certificate is not valid now.</exception>
    internal static void EnsureValid(X509Certificate2 certificate, DateTimeOffset now)
    {
        var (first, last) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if (now.UtcDateTime > last)
            throw Outside("expired on", last);
        if (now.UtcDateTime < first)
            throw Outside("is valid only from", first);
    }

    private static KubeConfigException Outside(string how, DateTime when) => new(
        "ClientCertificateExpired",
        $"The client certificate {how} {when.ToString("u", CultureInfo.InvariantCulture)}.",
        "Renew the client certificate of the user in the kubeconfig, and check the clock of this machine.");

    // Windows does not use keys in TLS that exist in memory only.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
