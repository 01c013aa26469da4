using Deploy.Kubernetes.Tests.Servers;

namespace Deploy.Kubernetes.Tests.Config;

public sealed class CredentialTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    [Theory]
    [InlineData("{token: t1, tokenFile: none, username: u, password: p}", "Bearer t1")]
    [InlineData("{username: u, password: 'p:w'}", "Basic dTpwOnc=")]
    [InlineData("{}", null)]
    public async Task The_header_is_what_the_user_has(string user, string? header)
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        await AskAsync(server, _folder.Config($"{{server: '{server.Address}'}}", user));

        Assert.Equal(header, Assert.Single(server.Calls).Headers.GetValueOrDefault("Authorization"));
    }

    [Fact]
    public async Task Acting_as_another_user_is_asked_for()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        await AskAsync(server, _folder.Config($"{{server: '{server.Address}'}}", "{as: jane, as-groups: [ops]}"));

        var headers = Assert.Single(server.Calls).Headers;
        Assert.Equal(("jane", "ops"), (headers["Impersonate-User"], headers["Impersonate-Group"]));
    }

    /// <summary>What kubectl 1.32 sends of the same user.</summary>
    [Fact]
    public async Task All_that_is_said_of_another_user_goes_out()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        await AskAsync(server, _folder.Config($"{{server: '{server.Address}'}}", "{as: bob, as-uid: '7', as-groups: [a], as-user-extra: {'Dept/x y': [q], plain: [z]}}"));
        var headers = Assert.Single(server.Calls).Headers.Where(pair => pair.Key.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase)).ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => pair.Value);
        Assert.Equal(new Dictionary<string, string>
        {
            ["impersonate-user"] = "bob", ["impersonate-uid"] = "7", ["impersonate-group"] = "a", ["impersonate-extra-dept%2fx%20y"] = "q", ["impersonate-extra-plain"] = "z",
        }, headers);
    }

    [Fact]
    public async Task A_token_file_beside_the_config_is_read_again_when_it_changes()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));
        var file = _folder.Write("secret/token", "first\n");
        using var client = new KubernetesClient(_folder.Config($"{{server: '{server.Address}'}}", "{tokenFile: secret/token}").Connect());

        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, "second\n", TestContext.Current.CancellationToken);
        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);
        File.Delete(file);
        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal(["Bearer first", "Bearer second", "Bearer second"], server.Calls.Select(call => call.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_missing_token_file_is_named()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, "{}"));

        var failure = await Assert.ThrowsAsync<KubeConfigException>(() => AskAsync(server, _folder.Config($"{{server: '{server.Address}'}}", "{tokenFile: none}")));

        Assert.Equal("User.CredentialUnavailable", failure.Code);
        Assert.Contains(Path.Combine(_folder.Path, "none"), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "KubeAPIServer.Unauthorized")]
    [InlineData(403, "KubeAPIServer.Forbidden")]
    public async Task A_refusal_is_named_and_the_token_is_not_shown(int status, string code)
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(status, "no"));

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => AskAsync(server, _folder.Config($"{{server: '{server.Address}'}}", "{token: planted-token}")));

        Assert.Equal(code, failure.Code);
        Assert.NotEmpty(failure.Suggestion);
        Assert.DoesNotContain("planted-token", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task AskAsync(TestApiServer server, KubeConfig config)
    {
        Assert.Equal(server.Address, config.Connect().Server);
        using var client = new KubernetesClient(config.Connect());
        await client.GetTextAsync("/readyz", TestContext.Current.CancellationToken);
    }
}
