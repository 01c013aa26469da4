using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Tests.Servers;
using Deploy.Testing;

namespace Deploy.Kubernetes.Tests.Config;

public sealed class ExecPluginTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";

    private readonly ConfigFolder _folder = new();
    private readonly VirtualTime _time = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(V1)]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task A_plugin_runs_once_until_its_token_ends(string version)
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        _folder.Plugin(version, $$"""{"token":"t$RUN","expirationTimestamp":"{{_time.GetUtcNow().AddMinutes(10).ToString("o", CultureInfo.InvariantCulture)}}"}""");
        var config = Config(server, version);

        await AskAsync(config);
        await AskAsync(config);
        _time.Advance(TimeSpan.FromMinutes(9.9));
        await AskAsync(config);

        Assert.Equal(["Bearer t1", "Bearer t1", "Bearer t2"], server.Calls.Select(call => call.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_refused_token_is_asked_for_again_once()
    {
        await using var server = new TestApiServer(call => call.Headers["Authorization"] == "Bearer t2" ? call.AnswerAsync(200, "{}") : call.FailAsync(401, "Unauthorized"));
        _folder.Plugin(V1, """{"token":"t$RUN"}""");
        using var client = new KubernetesClient(Config(server, V1).Connect());

        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task A_burst_of_requests_runs_the_plugin_once_and_once_more_when_its_token_is_refused()
    {
        var good = "Bearer t1";
        await using var server = new TestApiServer(call => call.Headers["Authorization"] == good ? call.AnswerAsync(200, "{}") : call.FailAsync(401, "Unauthorized"));
        _folder.Plugin(V1, """{"token":"t$RUN"}""");
        using var client = new KubernetesClient(Config(server, V1).Connect());
        Task BurstAsync() => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetTextAsync("/readyz", TestContext.Current.CancellationToken)));

        await BurstAsync();
        Assert.Equal(1, _folder.PluginRuns);
        good = "Bearer t2";
        await BurstAsync();

        Assert.Equal(2, _folder.PluginRuns);
        Assert.Equal(20, server.Calls.Count(call => call.Headers["Authorization"] == "Bearer t2"));
    }

    [Fact]
    public async Task A_plugin_is_told_what_it_asks_for()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        _folder.Plugin(V1, """{"token":"t"}""");

        await AskAsync(Config(server, V1, "provideClusterInfo: true, args: [-l, 'two words'], env: [{name: EXTRA, value: 'e v'}], "));

        var seen = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "seen"), TestContext.Current.CancellationToken);
        Assert.Equal(["-l", "two words", "e v"], seen[..3]);
        var info = JsonNode.Parse(seen[3])!;
        Assert.Equal((V1, "ExecCredential", false), ((string)info["apiVersion"]!, (string)info["kind"]!, (bool)info["spec"]!["interactive"]!));
        Assert.Equal(server.Address, new Uri((string)info["spec"]!["cluster"]!["server"]!));
    }

    [Fact]
    public async Task A_certificate_of_a_plugin_is_used()
    {
        using var certificates = new Certificates();
        var (certificate, key) = certificates.Client("plugged");
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        _folder.Plugin(V1, new JsonObject { ["clientCertificateData"] = certificate, ["clientKeyData"] = key }.ToJsonString());

        var proof = await Config(server, V1).Connect().Credential!.GetProofAsync(TestContext.Current.CancellationToken);

        Assert.Equal("CN=plugged", proof.Certificate!.Subject);
        Assert.True(proof.Certificate.HasPrivateKey);
        Assert.Null(proof.Header);
    }

    [Theory]
    [InlineData("""{"token":"planted"}""", "exit 3", "failed with exit code 3: sorry")]
    [InlineData("""{"token":"planted"} trailing""", "", "did not answer with readable JSON")]
    [InlineData("""{}""", "", "neither a token nor a certificate")]
    [InlineData("""{"clientCertificateData":"planted"}""", "", "a certificate without its key")]
    public async Task A_plugin_that_fails_is_named_and_its_output_is_not_shown(string status, string last, string message)
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        _folder.Plugin(V1, status, last);

        var failure = await Assert.ThrowsAsync<KubeConfigException>(() => AskAsync(Config(server, V1)));

        Assert.Equal("User.CredentialUnavailable", failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task A_missing_plugin_comes_with_its_install_hint()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));

        var failure = await Assert.ThrowsAsync<KubeConfigException>(() => AskAsync(Config(server, V1, "installHint: get it from the shelf, ")));

        Assert.Equal("get it from the shelf", failure.Suggestion);
    }

    [Fact]
    public async Task A_plugin_that_must_ask_needs_a_terminal()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        _folder.Plugin(V1, """{"token":"t"}""");

        var failure = await Assert.ThrowsAsync<KubeConfigException>(() => AskAsync(Config(server, V1, mode: "Always")));

        Assert.Contains("must ask the user", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task AskAsync(KubeConfig config)
    {
        using var client = new KubernetesClient(config.Connect());
        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);
    }

    private KubeConfig Config(TestApiServer server, string version, string more = "", string mode = "IfAvailable") => _folder.Config(
        $"{{server: '{server.Address}'}}",
        $"{{exec: {{{more}apiVersion: {version}, command: ./plugin, interactiveMode: {mode}}}}}",
        new KubeConfigEnvironment { TimeProvider = _time, Interactive = false });
}
