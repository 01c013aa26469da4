using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Deploy.Kubernetes.Tests.Servers;
using Deploy.Testing;

namespace Deploy.Kubernetes.Tests.Config;

public sealed class TlsTests : IDisposable
{
    private readonly Certificates _certificates = new();
    private readonly ConfigFolder _folder = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_client_certificate_reaches_the_server(bool rsa, bool inFiles)
    {
        await using var server = Start(_certificates.Server());
        var (certificate, key) = _certificates.Client("operator", rsa, pkcs8: rsa == inFiles);
        _folder.Write("pki/me.crt", certificate);
        _folder.Write("pki/me.key", key);
        var user = inFiles
            ? "{client-certificate: pki/me.crt, client-key: pki/me.key}"
            : $"{{client-certificate-data: {ConfigFolder.Base64(certificate)}, client-key-data: {ConfigFolder.Base64(key)}}}";

        await AskAsync(_folder.Config(Trusting(server), user));

        Assert.Equal("CN=operator", Assert.Single(server.Calls).Certificate?.Subject);
    }

    [Fact]
    public async Task Another_authority_is_not_trusted_and_that_is_said()
    {
        using var other = new Certificates("somebody else");
        await using var server = Start(other.Server());

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => AskAsync(_folder.Config(Trusting(server))));

        Assert.Equal("KubeAPIServer.UntrustedCertificate", failure.Code);
        Assert.Contains("CN=somebody else", failure.Message, StringComparison.Ordinal);
        Assert.Contains("certificate-authority", failure.Suggestion, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Without_an_authority_the_machine_decides()
    {
        await using var server = Start(_certificates.Server());

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => AskAsync(_folder.Config($"{{server: '{server.Address}'}}")));

        Assert.Equal("KubeAPIServer.UntrustedCertificate", failure.Code);
    }

    [Fact]
    public async Task A_server_certificate_that_ended_is_named_with_its_dates()
    {
        await using var server = Start(_certificates.Server(daysLeft: -1));

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => AskAsync(_folder.Config(Trusting(server))));

        Assert.Equal("KubeAPIServer.ServerCertificateExpired", failure.Code);
    }

    [Fact]
    public async Task A_certificate_for_another_name_needs_that_name()
    {
        await using var server = Start(_certificates.Server("kube.internal", withAddress: false));

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => AskAsync(_folder.Config(Trusting(server))));
        await AskAsync(_folder.Config(Trusting(server).Replace("}", ", tls-server-name: kube.internal}", StringComparison.Ordinal)));

        Assert.Equal("KubeAPIServer.ServerNameMismatch", failure.Code);
        Assert.Contains("kube.internal", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Verification_can_be_waived()
    {
        await using var server = Start(_certificates.Server(daysLeft: -1));

        await AskAsync(_folder.Config($"{{server: '{server.Address}', insecure-skip-tls-verify: true}}"));

        Assert.Single(server.Calls);
    }

    [Fact]
    public void An_ended_client_certificate_is_refused_before_anything_is_sent()
    {
        var (certificate, key) = _certificates.Client("operator");
        var user = $"{{client-certificate-data: {ConfigFolder.Base64(certificate)}, client-key-data: {ConfigFolder.Base64(key)}}}";
        var environment = new KubeConfigEnvironment { TimeProvider = new VirtualTime(TimeProvider.System.GetUtcNow().AddDays(6)) };

        var failure = Assert.Throws<KubeConfigException>(() => _folder.Config("{server: 'https://127.0.0.1:1'}", user, environment).Connect());

        Assert.Equal("User.ClientCertificateExpired", failure.Code);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused_without_showing_it()
    {
        var (certificate, _) = _certificates.Client("operator");
        var (_, key) = _certificates.Client("another");
        var user = $"{{client-certificate-data: {ConfigFolder.Base64(certificate)}, client-key-data: {ConfigFolder.Base64(key)}}}";

        var failure = Assert.Throws<KubeConfigException>(() => _folder.Config("{server: 'https://127.0.0.1:1'}", user).Connect());

        Assert.Equal("User.KubeConfigInvalid", failure.Code);
        Assert.DoesNotContain(key.Split('\n')[1], failure.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    private static async Task AskAsync(KubeConfig config)
    {
        using var client = new KubernetesClient(config.Connect(), new KubernetesClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });
        await client.GetVersionAsync(TestContext.Current.CancellationToken);
    }

    private string Trusting(TestApiServer server) =>
        $"{{server: '{server.Address}', certificate-authority-data: {ConfigFolder.Base64(_certificates.Authority.ExportCertificatePem())}}}";

    private static TestApiServer Start((string Certificate, string Key) own)
    {
        using var loose = X509Certificate2.CreateFromPem(own.Certificate, own.Key);
        return new TestApiServer(
            call => call.AnswerAsync(200, """{"major":"1","minor":"20"}"""),
            new SslServerAuthenticationOptions
            {
                ServerCertificate = X509CertificateLoader.LoadPkcs12(loose.Export(X509ContentType.Pkcs12), null),
                ClientCertificateRequired = true,
#pragma warning disable CA5359 // The test looks at the certificate itself.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            });
    }
}
