using Deploy.Kubernetes.Tests.Servers;
using Deploy.Testing;
using Microsoft.Extensions.Logging;

namespace Deploy.Kubernetes.Tests.Client;

public sealed class LogTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_of_a_followed_log_arrive_as_they_are_written()
    {
        var seen = new TaskCompletionSource();
        await using var server = new TestApiServer(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync("one\nt");
            await seen.Task;
            await call.WriteAsync("wo\n");
            await call.EndAsync();
        });
        using var client = server.Client();

        var lines = new List<string>();
        await foreach (var line in client.ReadLogAsync("team", "web-1", new LogOptions { Container = "web", Follow = true, TailLines = 5, Timestamps = true }, Token))
        {
            lines.Add(line);
            seen.TrySetResult();
        }

        Assert.Equal(["one", "two"], lines);
        Assert.Equal("container=web&follow=true&tailLines=5&timestamps=true", Assert.Single(server.Calls).Query);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_that_stalls_fails_unless_it_is_followed(bool follow)
    {
        var enough = new TaskCompletionSource();
        await using var server = new TestApiServer(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync("one\n");
            await enough.Task;
            await call.WriteAsync("two\n");
            await call.EndAsync();
        });
        var time = new VirtualTime();
        using var client = new KubernetesClient(server.Connection, new KubernetesClientOptions { TimeProvider = time });
        await using var lines = client.ReadLogAsync("team", "web-1", new LogOptions { Follow = follow }, Token).GetAsyncEnumerator(Token);
        Assert.True(await lines.MoveNextAsync());

        var next = lines.MoveNextAsync().AsTask();
        for (var minutes = 0; minutes < 10 && !next.IsCompleted; minutes++)
        {
            await Eventually.UntilAsync(() => follow || next.IsCompleted || time.PendingTimers > 0, "the reading waits");
            time.Advance(TimeSpan.FromMinutes(1));
        }
        if (follow)
        {
            enough.SetResult();
            Assert.True(await next);
            Assert.Equal("two", lines.Current);
            return;
        }
        var failure = await Assert.ThrowsAsync<KubernetesException>(() => next);
        enough.SetResult();
        Assert.Equal("Timeout", failure.Reason);
    }

    [Fact]
    public async Task Requests_are_traced_without_secrets()
    {
        var first = true;
        await using var server = new TestApiServer(call =>
        {
            var busy = first;
            first = false;
            return busy ? call.FailAsync(429, "TooManyRequests") : call.AnswerAsync(200, """{"data":{"planted":"cGxhbnRlZA=="}}""");
        });
        var log = new ListLogger();
        var connection = server.Connection with { Server = new Uri(server.Address, "/planted-path"), Credential = Credential.Token("planted-token") };
        using var client = new KubernetesClient(connection, new KubernetesClientOptions { Logger = log, RetryDelay = TimeSpan.FromMilliseconds(1) });

        await client.PatchAsync(Resources.Secrets, "team", "s", Patch.Merge(new() { ["stringData"] = "planted-body" }), null, Token);

        Assert.Equal("/planted-path/api/v1/namespaces/team/secrets/s", server.Calls.First().Path);
        Assert.Contains(log.Lines, line => line.Contains("PATCH /api/v1/namespaces/team/secrets/s answered 200", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("sent again", StringComparison.Ordinal));
        Assert.DoesNotContain("planted", string.Join('\n', [.. log.Lines, connection.ToString(), connection.Credential!.ToString()]), StringComparison.Ordinal);
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
