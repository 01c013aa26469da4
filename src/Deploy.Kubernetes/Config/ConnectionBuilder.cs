using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Deploy.Kubernetes;

/// <summary>Makes a connection from a cluster's and a user's fields.</summary>
internal sealed class ConnectionBuilder(YamlFields cluster, YamlFields? user, KubeConfigEnvironment environment)
{
    internal ClusterConnection Build() => new()
    {
        Server = Address(cluster, "server", ["https", "http"]) ?? throw cluster.Invalid("server", "is missing"),
        Proxy = Address(cluster, "proxy-url", ["http", "https", "socks5"]),
        Tls = BuildTls(),
        Credential = BuildCredential(),
        Impersonation = Impersonation.Read(user),
    };

    private TlsSettings BuildTls()
    {
        var skip = cluster.Flag("insecure-skip-tls-verify");
        var authority = PemSource.Read(cluster, "certificate-authority");
        if (skip && authority is not null)
            throw cluster.Invalid("insecure-skip-tls-verify", "is set together with a certificate authority; only one of them can be meant");
        var own = LoadCertificate();
        return new TlsSettings
        {
            ServerName = cluster.Text("tls-server-name") is { Length: > 0 } name ? name : null,
            SkipVerify = skip,
            Authorities = authority?.Certificates(),
            ClientCertificate = own?.Certificate,
            ClientChain = own?.Chain,
        };
    }

    private (X509Certificate2 Certificate, X509Certificate2Collection Chain)? LoadCertificate()
    {
        if (user is null)
            return null;
        var certificate = PemSource.Read(user, "client-certificate");
        var key = PemSource.Read(user, "client-key");
        if (certificate is null && key is null)
            return null;
        if (certificate is null || key is null)
            throw user.Invalid(certificate is null ? "client-certificate" : "client-key", "is missing; a client certificate and its key belong together");
        var own = ClientCertificates.Load(certificate, key);
        ClientCertificates.EnsureValid(own.Certificate, environment.TimeProvider.GetUtcNow());
        return own;
    }

    private Credential? BuildCredential()
    {
        if (user is null)
            return null;
        if (user.Map("auth-provider") is { } provider)
            throw provider.Invalid("name", "asks for an auth-provider, which is no longer supported; use an exec plugin instead");
        if (user.Map("exec") is { } exec)
            return ExecCredential.For(ExecPlugin.Read(exec, cluster), environment);
        // As kubectl has it: the file, which somebody keeps fresh, before the token beside it.
        if (user.FilePath("tokenFile") is { } file)
            return new TokenFileCredential(file, user.Text("token"));
        if (user.Text("token") is { Length: > 0 } token)
            return Credential.Token(token);
        if (user.Text("username") is { Length: > 0 } name)
            return new StaticCredential(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Text("password")}"))));
        return null;
    }

    private static Uri? Address(YamlFields fields, string name, string[] schemes)
    {
        if (fields.Text(name) is not { Length: > 0 } text)
            return null;
        // The address itself is not repeated: its path or user part may be secret.
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase)
            ? uri
            : throw fields.Invalid(name, $"must be an address that begins with {string.Join(" or ", schemes.Select(s => s + "://"))}");
    }
}
