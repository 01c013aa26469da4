using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes.Tests.Config;

/// <summary>An authority made for one test, and the certificates that it signs.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public Certificates(string name = "test authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Authority = request.CreateSelfSigned(_now.AddDays(-10), _now.AddDays(10));
    }

    public X509Certificate2 Authority { get; }

    /// <summary>A certificate and its key for a server of the given name (and 127.0.0.1 unless excluded).</summary>
    public (string Certificate, string Key) Server(string name = "localhost", bool withAddress = true, int daysLeft = 5)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (withAddress)
            names.AddIpAddress(IPAddress.Loopback);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return (Sign(request, daysLeft).ExportCertificatePem(), key.ExportECPrivateKeyPem());
    }

    /// <summary>A client's certificate with a key of either kind, in either form.</summary>
    public (string Certificate, string Key) Client(string name, bool rsa = false, bool pkcs8 = false, int daysLeft = 5)
    {
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsaKey
            ? new CertificateRequest($"CN={name}", rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        var pem = pkcs8 ? key.ExportPkcs8PrivateKeyPem() : key is RSA plain ? plain.ExportRSAPrivateKeyPem() : ((ECDsa)key).ExportECPrivateKeyPem();
        return (Sign(request, daysLeft).ExportCertificatePem(), pem);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Sign(CertificateRequest request, int daysLeft) => request.Create(
        Authority.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), _now.AddDays(-5), _now.AddDays(daysLeft), RandomNumberGenerator.GetBytes(8));
}
