using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Tests.Servers;
using Deploy.Testing;

namespace Deploy.Kubernetes.Tests.Watching;

public sealed class ResourceCacheTests
{
    [Fact]
    public async Task It_holds_what_the_server_holds_and_finds_it_by_owner_and_index()
    {
        var go = new TaskCompletionSource();
        await using var server = new TestApiServer(async call =>
        {
            if (call.QueryValue("watch") is null)
            {
                await call.AnswerAsync(200, Answers.List("10", null, Owned("a", "1", "n1"), Owned("b", "2", "n2")));
                return;
            }
            await call.StartAsync();
            await go.Task;
            await call.WriteAsync(Answers.Event("MODIFIED", Owned("a", "11", "n2")) + Answers.Event("DELETED", Owned("b", "12", "n2")));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        });
        using var client = server.Client();
        var cache = new ResourceCache<Pod>(client, Resources.Pods);
        cache.AddIndex("node", pod => [pod.Spec.NodeName ?? ""]);
        var changes = 0;
        cache.Changed += _ => throw new InvalidOperationException($"a faulty listener, call {++changes}");
        using var stop = new CancellationTokenSource();
        var running = cache.RunAsync(stop.Token);

        await cache.WaitForSyncAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["a"], cache.Find("node", "n1").Select(pod => pod.Metadata.Name));
        Assert.Equal(2, cache.OwnedBy("owner").Count);
        Assert.Equal(2, cache.InNamespace("default").Count);
        go.SetResult();
        await Eventually.UntilAsync(() => cache.Items.Count == 1);

        Assert.Empty(cache.Find("node", "n1"));
        Assert.Equal("11", Assert.Single(cache.Find("node", "n2")).Metadata.ResourceVersion);
        Assert.Equal("11", cache.Find(new ObjectKey("default", "a"))!.Metadata.ResourceVersion);
        Assert.Null(cache.Find(new ObjectKey("default", "b")));
        await stop.CancelAsync();
        await running;
        Assert.Equal(5, changes);
    }

    [Fact]
    public async Task A_busy_server_at_the_start_is_waited_for()
    {
        var calls = 0;
        await using var server = new TestApiServer(call => ++calls < 8 ? call.FailAsync(503, "ServiceUnavailable")
            : call.QueryValue("watch") is null ? call.AnswerAsync(200, Answers.List("1", null, Answers.Pod("a", "1"))) : call.StartAsync());
        using var client = server.Client();
        var cache = new ResourceCache<Pod>(client, Resources.Pods);
        using var stop = new CancellationTokenSource();
        var running = cache.RunAsync(stop.Token);

        await cache.WaitForSyncAsync(TestContext.Current.CancellationToken);

        Assert.Single(cache.Items);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_refusal_at_the_start_reaches_those_who_wait()
    {
        await using var server = new TestApiServer(call => call.FailAsync(403, "Forbidden"));
        using var client = server.Client();
        var cache = new ResourceCache<Pod>(client, Resources.Pods);

        var running = Assert.ThrowsAsync<KubernetesException>(() => cache.RunAsync(TestContext.Current.CancellationToken));

        Assert.True((await Assert.ThrowsAsync<KubernetesException>(() => cache.WaitForSyncAsync(TestContext.Current.CancellationToken))).IsForbidden);
        await running;
    }

    private static string Owned(string name, string version, string node) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"default","uid":"{{{name}}}","resourceVersion":"{{{version}}}","ownerReferences":[{"uid":"owner"}]},"spec":{"nodeName":"{{{node}}}"}}""";
}
