using Deploy.Kubernetes.Tests.Servers;

namespace Deploy.Kubernetes.Tests.Watching;

public sealed class WatchTests
{
    [Fact]
    public async Task Events_come_with_their_version_and_bookmarks_without_object()
    {
        var events = await WatchAsync(
            Answers.Event("ADDED", Answers.Pod("a", "1")),
            "\n",
            """{"object":{"kind":"Pod","metadata":{"resourceVersion":"8"}},"type":"BOOKMARK"}""" + "\n",
            Answers.Event("SOMETHING_NEW", Answers.Pod("b", "9")),
            Answers.Event("DELETED", Answers.Pod("a", "10")));

        Assert.Equal([WatchEventType.Added, WatchEventType.Bookmark, WatchEventType.Deleted], events.Select(e => e.Type));
        Assert.Equal(["1", "8", "10"], events.Select(e => e.ResourceVersion));
        Assert.Null(events[1].Object);
        Assert.Equal("a", events[2].Object!.Metadata.Name);
    }

    [Fact]
    public async Task Half_a_line_at_the_end_is_left_out() =>
        Assert.Single(await WatchAsync(Answers.Event("ADDED", Answers.Pod("a", "1")), """{"type":"MODIFIED","object":{"meta"""));

    [Fact]
    public async Task An_event_may_arrive_in_pieces()
    {
        var text = Answers.Event("ADDED", Answers.Pod("a", "1"));
        Assert.Single(await WatchAsync(text[..10], text[10..40], text[40..]));
    }

    [Fact]
    public async Task An_expired_version_is_gone_as_an_event_and_as_a_status()
    {
        var asEvent = await Assert.ThrowsAsync<KubernetesException>(() => WatchAsync(Answers.Gone));
        await using var server = new TestApiServer(call => call.FailAsync(410, "Expired"));
        using var client = server.Client();
        var asStatus = await Assert.ThrowsAsync<KubernetesException>(() => ReadAsync(client));

        Assert.True(asEvent.IsGone);
        Assert.True(asStatus.IsGone);
    }

    [Fact]
    public async Task Garbage_is_named_as_such()
    {
        var failure = await Assert.ThrowsAsync<KubernetesException>(() => WatchAsync("<html>\n"));

        Assert.Equal("KubeAPIServer.InvalidResponse", failure.Code);
    }

    private static async Task<List<WatchEvent<Deploy.Kubernetes.Models.Pod>>> WatchAsync(params string[] pieces)
    {
        await using var server = new TestApiServer(async call =>
        {
            await call.StartAsync();
            foreach (var piece in pieces)
                await call.WriteAsync(piece);
            await call.EndAsync();
        });
        using var client = server.Client();
        return await ReadAsync(client);
    }

    private static async Task<List<WatchEvent<Deploy.Kubernetes.Models.Pod>>> ReadAsync(KubernetesClient client)
    {
        var events = new List<WatchEvent<Deploy.Kubernetes.Models.Pod>>();
        await foreach (var change in client.WatchAsync(Resources.Pods, null, new WatchOptions { ResourceVersion = "1" }))
            events.Add(change);
        return events;
    }
}
