using Deploy.Kubernetes.Tests.Servers;
using Deploy.Testing;

namespace Deploy.Kubernetes.Tests.Client;

public sealed class ListTests
{
    [Fact]
    public async Task Items_arrive_while_the_server_still_writes()
    {
        var firstSeen = new TaskCompletionSource();
        await using var server = new TestApiServer(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync("""{"kind":"PodList","metadata":{"resourceVersion":"9"},"items":[""" + Answers.Pod("a", "1"));
            await firstSeen.Task;
            await call.WriteAsync("," + Answers.Pod("b", "2") + "]}");
            await call.EndAsync();
        });
        using var client = server.Client();

        var names = new List<string>();
        await foreach (var pod in client.ListAsync(Resources.Pods, null, null, TestContext.Current.CancellationToken))
        {
            names.Add(pod.Metadata.Name);
            firstSeen.TrySetResult();
        }

        Assert.Equal(["a", "b"], names);
    }

    [Fact]
    public async Task Pages_follow_the_continue_token()
    {
        await using var server = new TestApiServer(call => call.QueryValue("continue") is { Length: > 0 }
            ? call.AnswerAsync(200, Answers.List("7", null, Answers.Pod("c", "3")))
            : call.AnswerAsync(200, Answers.List("7", "next/+", Answers.Pod("a", "1"), Answers.Pod("b", "2"))));
        using var client = server.Client();

        var list = await client.ListAllAsync(Resources.Pods, "default", new ListOptions { PageSize = 2, LabelSelector = "a in (b,c)" }, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "c"], list.Items.Select(pod => pod.Metadata.Name));
        Assert.Equal("7", list.ResourceVersion);
        Assert.Equal([null, "next/+"], server.Calls.Select(call => call.QueryValue("continue")));
        Assert.All(server.Calls, call => Assert.Equal(("2", "a in (b,c)"), (call.QueryValue("limit"), call.QueryValue("labelSelector"))));
    }

    [Fact]
    public async Task The_cache_is_asked_for_in_one_answer()
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, Answers.List("7", null)));
        using var client = server.Client();

        await client.ListAllAsync(Resources.Pods, null, new ListOptions { FromCache = true }, TestContext.Current.CancellationToken);

        var call = Assert.Single(server.Calls);
        Assert.Equal("/api/v1/pods", call.Path);
        Assert.Equal(("0", null), (call.QueryValue("resourceVersion"), call.QueryValue("limit")));
    }

    [Fact]
    public async Task A_list_that_expires_between_pages_starts_again()
    {
        var expired = false;
        await using var server = new TestApiServer(call =>
        {
            if (call.QueryValue("continue") is not { Length: > 0 })
                return call.AnswerAsync(200, Answers.List(expired ? "8" : "7", "more", Answers.Pod("a", "1")));
            if (expired)
                return call.AnswerAsync(200, Answers.List("8", null, Answers.Pod("b", "2")));
            expired = true;
            return call.FailAsync(410, "Expired");
        });
        using var client = server.Client();

        var list = await client.ListAllAsync(Resources.Pods, null, null, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b"], list.Items.Select(pod => pod.Metadata.Name));
        Assert.Equal("8", list.ResourceVersion);
    }

    [Fact]
    public async Task A_list_cut_off_in_the_middle_is_read_again_from_its_start()
    {
        var cut = true;
        await using var server = new TestApiServer(async call =>
        {
            if (!cut)
            {
                await call.AnswerAsync(200, Answers.List("7", null, Answers.Pod("a", "1"), Answers.Pod("b", "2")));
                return;
            }
            cut = false;
            await call.StartAsync();
            await call.WriteAsync("""{"items":[""" + Answers.Pod("a", "1") + ",{\"meta");
        });
        using var client = server.Client();

        var list = await client.ListAllAsync(Resources.Pods, null, null, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b"], list.Items.Select(pod => pod.Metadata.Name));
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("[]")]
    [InlineData("{\"items\":{}}")]
    [InlineData("{\"items\":[1]}")]
    [InlineData("{\"items\":[{}")]
    [InlineData("")]
    public async Task Garbage_is_named_as_such(string answer)
    {
        await using var server = new TestApiServer(call => call.AnswerAsync(200, answer));
        using var client = server.Client();

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => client.ListAllAsync(Resources.Pods, null, null, TestContext.Current.CancellationToken));

        Assert.Equal("KubeAPIServer.InvalidResponse", failure.Code);
    }

    [Fact]
    public async Task A_silent_server_ends_a_list_by_the_limit()
    {
        await using var server = new TestApiServer(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync("{\"items\":[");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        });
        var time = new VirtualTime();
        using var client = server.Client(new KubernetesClientOptions { TimeProvider = time });

        var listing = client.ListAllAsync(Resources.Pods, null, null, TestContext.Current.CancellationToken);
        await Eventually.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(61));
                return Task.FromResult(listing.IsCompleted);
            },
            "the end of the list");

        Assert.Equal("KubeAPIServer.Timeout", (await Assert.ThrowsAsync<KubernetesException>(() => listing)).Code);
    }
}
