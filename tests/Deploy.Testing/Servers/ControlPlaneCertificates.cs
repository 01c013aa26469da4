using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Deploy.Testing.Servers;

/// <summary>
/// The keys and certificates of one throw-away control plane, made when it starts and valid for a day:
/// an authority, the API server's certificate for the loopback address, an administrator's client certificate and the service account key.
/// </summary>
internal sealed class ControlPlaneCertificates
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private readonly DateTimeOffset _now;
    private readonly X509Certificate2 _authority;

    private ControlPlaneCertificates(string folder, TimeProvider time)
    {
        _now = time.GetUtcNow();
        (_authority, AuthorityFile) = WriteAuthority(folder);
        (ServerFile, ServerKeyFile) = Write(folder, "server", "CN=kube-apiserver", "1.3.6.1.5.5.7.3.1", loopback: true);
        (AdministratorFile, AdministratorKeyFile) = Write(folder, "admin", "O=system:masters, CN=admin", "1.3.6.1.5.5.7.3.2", loopback: false);
        ServiceAccountKeyFile = WriteServiceAccountKey(folder);
    }

    public string AuthorityFile { get; }
    public string ServerFile { get; }
    public string ServerKeyFile { get; }
    public string AdministratorFile { get; }
    public string AdministratorKeyFile { get; }
    public string ServiceAccountKeyFile { get; }

    public static ControlPlaneCertificates Write(string folder, TimeProvider time) => new(folder, time);

    private (X509Certificate2 Certificate, string File) WriteAuthority(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=throw-away authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var certificate = request.CreateSelfSigned(_now - Skew, _now.AddDays(1));
        var file = Path.Combine(folder, "ca.crt");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return (certificate, file);
    }

    private (string Certificate, string Key) Write(string folder, string name, string subject, string usage, bool loopback)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (loopback)
            request.CertificateExtensions.Add(LoopbackNames());
        using var certificate = request.Create(_authority, _now - Skew, _now.AddHours(23), RandomNumberGenerator.GetBytes(16));
        var (certificateFile, keyFile) = (Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }

    private static X509Extension LoopbackNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        return names.Build();
    }

    private static string WriteServiceAccountKey(string folder)
    {
        using var key = RSA.Create(2048);
        var file = Path.Combine(folder, "service-account.key");
        File.WriteAllText(file, key.ExportRSAPrivateKeyPem());
        return file;
    }
}
