using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Tests.Servers;
using Deploy.Testing;
using Deploy.Testing.Servers;

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

    [Theory]
    [InlineData("its own authority", true)]
    [InlineData("two authorities", true)]
    [InlineData("another authority", false)]
    [InlineData("no authority", false)]
    [InlineData("another name", false)]
    [InlineData("another name that is expected", true)]
    [InlineData("the right name by another authority", false)]
    [InlineData("an ended certificate", false)]
    [InlineData("an ended certificate, unverified", true)]
    public async Task A_server_is_trusted_or_not_as_kubectl_does_with_the_same_file(string what, bool trusted)
    {
        Assert.SkipWhen(Kubectl.Missing is not null, Kubectl.Missing ?? "");
        using var other = new Certificates("somebody else");
        await using var server = Start(what switch
        {
            "another name" or "another name that is expected" => _certificates.Server("kube.internal", withAddress: false),
            "the right name by another authority" => other.Server(),
            "an ended certificate" or "an ended certificate, unverified" => _certificates.Server(daysLeft: -1),
            _ => _certificates.Server(),
        });
        var (own, alien) = (_certificates.Authority.ExportCertificatePem(), other.Authority.ExportCertificatePem());
        var config = _folder.Config($"{{server: '{server.Address}', " + what switch
        {
            "two authorities" => $"certificate-authority-data: {ConfigFolder.Base64(alien + "\n" + own)}}}",
            "another authority" => $"certificate-authority-data: {ConfigFolder.Base64(alien)}}}",
            "no authority" => "}",
            "another name that is expected" => $"tls-server-name: kube.internal, certificate-authority-data: {ConfigFolder.Base64(own)}}}",
            "an ended certificate, unverified" => "insecure-skip-tls-verify: true}",
            _ => $"certificate-authority-data: {ConfigFolder.Base64(own)}}}",
        }, "{token: t}");

        var failure = await Record.ExceptionAsync(() => AskAsync(config));
        var ours = server.Calls.Count;
        var kubectl = await new Kubectl(Path.Combine(_folder.Path, "config")).RunAsync(["get", "--raw", "/version"], ct: TestContext.Current.CancellationToken);

        Assert.Equal((trusted, trusted), (failure is null, kubectl.ExitCode == 0));
        Assert.Equal((trusted ? 1 : 0, trusted), (ours, server.Calls.Count > ours));
        Assert.True(trusted || failure is KubernetesException { IsUnreachable: true });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_certificate_that_a_plugin_renews_reaches_the_server(bool refused)
    {
        var time = new VirtualTime(TimeProvider.System.GetUtcNow());
        var accepted = "CN=first";
        await using var server = Start(_certificates.Server(), call => call.Certificate?.Subject == accepted
            ? call.AnswerAsync(200, """{"major":"1","minor":"20"}""")
            : call.FailAsync(401, "Unauthorized"));
        _folder.Plugin("client.authentication.k8s.io/v1", Issue("first"));
        using var client = new KubernetesClient(_folder.Config(
            Trusting(server),
            "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never}}",
            new KubeConfigEnvironment { TimeProvider = time, Interactive = false }).Connect());

        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);
        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);
        _folder.Write("status", Issue("second"));
        accepted = "CN=second";
        if (!refused)
            time.Advance(TimeSpan.FromMinutes(11));
        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);

        string[] expected = refused ? ["CN=first", "CN=first", "CN=first", "CN=second"] : ["CN=first", "CN=first", "CN=second"];
        Assert.Equal(expected, server.Calls.Select(call => call.Certificate!.Subject));
        Assert.Equal(2, _folder.PluginRuns);

        string Issue(string name)
        {
            var (certificate, key) = _certificates.Client(name);
            return new JsonObject
            {
                ["clientCertificateData"] = certificate,
                ["clientKeyData"] = key,
                ["expirationTimestamp"] = time.GetUtcNow().AddMinutes(10).ToString("o", CultureInfo.InvariantCulture),
            }.ToJsonString();
        }
    }

    [Theory]
    [InlineData("{token: t1, tokenFile: secret/token}")]
    [InlineData("{tokenFile: secret/token}")]
    [InlineData("{username: u, password: 'p:w'}")]
    [InlineData("{token: t1, as: jane, as-groups: [ops]}")]
    public async Task Who_one_is_goes_to_the_server_as_from_kubectl_with_the_same_file(string user)
    {
        Assert.SkipWhen(Kubectl.Missing is not null, Kubectl.Missing ?? "");
        await using var server = Start(_certificates.Server());
        _folder.Write("secret/token", "from-file\n");

        await AskAsync(_folder.Config(Trusting(server), user));
        await new Kubectl(Path.Combine(_folder.Path, "config")).RunAsync("get --raw /version", TestContext.Current.CancellationToken);

        string[] names = ["Authorization", "Impersonate-User", "Impersonate-Group"];
        var told = server.Calls.Select(call => string.Join('|', names.Select(name => call.Headers.GetValueOrDefault(name)))).ToList();
        Assert.True(told.Count > 1, "kubectl has asked as well");
        Assert.Single(told.Distinct());
        Assert.NotEqual("||", told[0]);
    }

    [Fact]
    public async Task A_proxy_with_a_password_is_gone_through_as_by_kubectl_with_the_same_file()
    {
        Assert.SkipWhen(Kubectl.Missing is not null, Kubectl.Missing ?? "");
        await using var server = Start(_certificates.Server());
        await using var proxy = new ConnectProxy("me", "p w");

        await AskAsync(_folder.Config(Trusting(server).Replace("}", $", proxy-url: 'http://me:p%20w@127.0.0.1:{proxy.Port}'}}", StringComparison.Ordinal), "{token: t}"));
        var ours = proxy.Targets.Count;
        await new Kubectl(Path.Combine(_folder.Path, "config")).RunAsync("get --raw /version", TestContext.Current.CancellationToken);

        Assert.Equal((1, true), (ours, proxy.Targets.Count > ours));
        Assert.All(proxy.Targets, target => Assert.Equal(server.Address.Authority, target));
        Assert.Equal(proxy.Targets.Count, server.Calls.Count);
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

    private static TestApiServer Start((string Certificate, string Key) own, Func<ApiCall, Task>? answer = null)
    {
        using var loose = X509Certificate2.CreateFromPem(own.Certificate, own.Key);
        return new TestApiServer(
            answer ?? (call => call.AnswerAsync(200, """{"major":"1","minor":"20"}""")),
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
