using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Tests.Servers;
using Deploy.Testing;

namespace Deploy.Kubernetes.Tests.Client;

public sealed class RetryTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_burst_of_failures_is_outlived_by_a_read(int status)
    {
        var failures = 3;
        await using var server = new TestApiServer(call => failures-- > 0 ? call.FailAsync(status, "Busy") : call.AnswerAsync(200, Answers.Pod("a", "1")));
        using var client = server.Client();

        var pod = await client.GetAsync(Resources.Pods, "default", "a", TestContext.Current.CancellationToken);

        Assert.Equal("a", pod.Metadata.Name);
        Assert.Equal(4, server.Calls.Count);
    }

    [Fact]
    public async Task A_read_is_repeated_when_the_connection_drops()
    {
        var drops = 2;
        await using var server = new TestApiServer(call => drops-- > 0 ? Task.CompletedTask : call.AnswerAsync(200, Answers.Pod("a", "1")));
        using var client = server.Client();

        Assert.Equal("1", (await client.GetAsync(Resources.Pods, "default", "a", TestContext.Current.CancellationToken)).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task A_change_is_not_repeated_when_the_server_may_have_made_it()
    {
        await using var failing = new TestApiServer(call => call.FailAsync(500, "InternalError"));
        await using var dropping = new TestApiServer(_ => Task.CompletedTask);
        foreach (var server in new[] { failing, dropping })
        {
            using var client = server.Client();
            await Assert.ThrowsAsync<KubernetesException>(() => client.PatchAsync(Resources.Pods, "default", "a", Patch.Merge([]), null, TestContext.Current.CancellationToken));
            Assert.Single(server.Calls);
        }
    }

    [Fact]
    public async Task A_change_that_was_turned_away_is_repeated_with_its_body()
    {
        var busy = 2;
        await using var server = new TestApiServer(call => busy-- > 0 ? call.FailAsync(429, "TooManyRequests") : call.AnswerAsync(201, Answers.Pod("a", "1")));
        using var client = server.Client();

        await client.CreateAsync(Resources.Pods, "default", new Pod { Metadata = new() { Name = "a" } }, null, TestContext.Current.CancellationToken);

        Assert.Equal(3, server.Calls.Count);
        Assert.All(server.Calls, call => Assert.Contains("\"name\":\"a\"", call.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pause_is_what_the_server_asks_for()
    {
        var busy = true;
        await using var server = new TestApiServer(call => busy ? call.FailAsync(429, "TooManyRequests", "later", "Retry-After: 7") : call.AnswerAsync(200, Answers.Pod("a", "1")));
        var time = new VirtualTime();
        using var client = server.Client(new KubernetesClientOptions { TimeProvider = time, RequestTimeout = TimeSpan.FromHours(1) });

        var reading = client.GetAsync(Resources.Pods, "default", "a", TestContext.Current.CancellationToken);
        await Eventually.UntilAsync(() => time.NextDue - time.GetUtcNow() == TimeSpan.FromSeconds(7), "the pause");
        busy = false;
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(reading.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        await reading;
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task A_budget_that_forbids_an_eviction_is_an_answer_and_not_a_fault()
    {
        const string refusal = """{"kind":"Status","reason":"TooManyRequests","message":"Cannot evict pod","code":429,"details":{"causes":[{"reason":"DisruptionBudget","message":"needs 2"}]}}""";
        await using var server = new TestApiServer(call => call.Path == "/version"
            ? call.AnswerAsync(200, """{"major":"1","minor":"20+"}""")
            : call.AnswerAsync(429, refusal));
        using var client = server.Client();

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => client.EvictAsync("default", "a", null, TestContext.Current.CancellationToken));

        Assert.True(failure.IsTooManyRequests);
        var eviction = Assert.Single(server.Calls, call => call.Path.EndsWith("/eviction", StringComparison.Ordinal));
        Assert.Contains("policy/v1beta1", eviction.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_listen_is_named_without_its_secret_path()
    {
        Uri address;
        await using (var server = new TestApiServer(_ => Task.CompletedTask))
            address = server.Address;
        using var client = new KubernetesClient(
            new ClusterConnection { Server = new Uri(address, "/unguessable"), Name = "gone" },
            new KubernetesClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => client.GetVersionAsync(TestContext.Current.CancellationToken));

        Assert.Equal("KubeAPIServer.Unreachable", failure.Code);
        Assert.Contains($"gone (http://127.0.0.1:{address.Port})", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unguessable", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_answer_ends_by_the_limit_but_a_watch_has_none()
    {
        var release = new TaskCompletionSource();
        await using var server = new TestApiServer(async call =>
        {
            if (call.QueryValue("watch") is null)
            {
                await release.Task;
                return;
            }
            await call.StartAsync();
            await release.Task;
            await call.WriteAsync(Answers.Event("ADDED", Answers.Pod("late", "5")));
        });
        var time = new VirtualTime();
        using var client = server.Client(new KubernetesClientOptions { TimeProvider = time });

        var watching = FirstAsync(client.WatchAsync(Resources.Pods, "default", new WatchOptions(), TestContext.Current.CancellationToken));
        var reading = client.GetAsync(Resources.Pods, "default", "a", TestContext.Current.CancellationToken);
        await Eventually.UntilAsync(() => server.Calls.Count == 2);
        time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("KubeAPIServer.Timeout", (await Assert.ThrowsAsync<KubernetesException>(() => reading)).Code);
        release.SetResult();
        Assert.Equal("late", (await watching).Object!.Metadata.Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_stalls_is_given_up_in_time_and_when_told(bool told)
    {
        var enough = new TaskCompletionSource();
        await using var server = new TestApiServer(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync("""{"metadata":{"name":""");
            await enough.Task;
        });
        var time = new VirtualTime();
        using var stop = new CancellationTokenSource();
        using var client = server.Client(new KubernetesClientOptions { TimeProvider = time });
        Task[] readings =
        [
            client.GetAsync(Resources.Pods, "default", "a", stop.Token),
            client.PatchAsync(Resources.Pods, "default", "a", Patch.Merge([]), null, stop.Token),
            client.GetTextAsync("/readyz", stop.Token),
            client.ListAllAsync(Resources.Pods, "default", null, stop.Token),
        ];
        await Eventually.UntilAsync(() => server.Calls.Count == readings.Length, "all requests have arrived");

        if (told)
            await stop.CancelAsync();
        foreach (var reading in readings)
        {
            while (!told && !reading.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(61));
                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
            }
            if (told)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Eventually.Bound));
            else
                Assert.Equal("Timeout", (await Assert.ThrowsAsync<KubernetesException>(() => reading)).Reason);
        }
        enough.SetResult();
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("busy")]
    [InlineData("dropped")]
    [InlineData("cut")]
    [InlineData("page")]
    [InlineData("nonsense")]
    public async Task However_a_request_fails_nothing_of_what_is_secret_is_told(string how)
    {
        const string page = "<html>planted-page</html>";
        await using var server = new TestApiServer(async call =>
        {
            if (how == "cut")
            {
                await call.StartAsync();
                await call.WriteAsync("""{"metadata":{"name":"planted-name""");
            }
            await (how switch
            {
                "refused" => call.FailAsync(401, "Unauthorized"),
                "busy" => call.FailAsync(503, "ServiceUnavailable"),
                "page" => call.AnswerAsync(502, page, "Content-Type: text/html"),
                "nonsense" => call.AnswerAsync(200, page),
                _ => Task.CompletedTask,
            });
        });
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var connection = server.Connection with { Server = new Uri(server.Address, "/planted-path"), Credential = Credential.Token("planted-token") };
        using var client = new KubernetesClient(connection, new KubernetesClientOptions { Logger = new TestLogger(told.Enqueue), MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) });
        var token = TestContext.Current.CancellationToken;

        foreach (var ask in new Func<Task>[]
        {
            () => client.GetAsync(Resources.Pods, "default", "a", token),
            () => client.ListAllAsync(Resources.Pods, "default", null, token),
            () => client.CreateAsync(Resources.Secrets, "default", new Secret { Metadata = new() { Name = "s" }, StringData = new Dictionary<string, string> { ["k"] = "planted-body" } }, null, token),
        })
        {
            var failure = await Assert.ThrowsAsync<KubernetesException>(ask);
            told.Enqueue(failure.ToString());
            for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
                told.Enqueue(System.Text.Json.JsonSerializer.Serialize(inner.Data.Values.Cast<object?>().Select(value => value?.ToString())));
        }

        Assert.All(server.Calls, call => Assert.Equal("Bearer planted-token", call.Headers["Authorization"]));
        Assert.NotEmpty(told);
        Assert.DoesNotContain("planted", string.Join('\n', told), StringComparison.Ordinal);
    }

    private static async Task<T> FirstAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items)
            return item;
        throw new InvalidOperationException("Nothing came.");
    }
}
