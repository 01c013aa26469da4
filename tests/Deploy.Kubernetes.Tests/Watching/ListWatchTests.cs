using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Tests.Servers;

namespace Deploy.Kubernetes.Tests.Watching;

public sealed class ListWatchTests
{
    [Fact]
    public async Task A_forgotten_version_is_answered_by_a_new_list_that_tells_only_the_differences()
    {
        var lists = 0;
        await using var server = new TestApiServer(call => call switch
        {
            _ when call.QueryValue("watch") is null => ++lists == 1
                ? call.AnswerAsync(200, Answers.List("10", null, Answers.Pod("stays", "1"), Answers.Pod("changes", "2"), Answers.Pod("goes", "3"), Answers.Pod("reborn", "4", "old")))
                : call.AnswerAsync(200, Answers.List("20", null, Answers.Pod("stays", "1"), Answers.Pod("changes", "12"), Answers.Pod("comes", "13"), Answers.Pod("reborn", "14", "new"))),
            _ when lists == 1 => call.AnswerAsync(200, Answers.Gone),
            _ => Silence(call),
        });

        var told = await TakeAsync(server, 11);

        Assert.Equal(
            ["Added stays", "Added changes", "Added goes", "Added reborn", "Synced ", "Modified changes", "Added comes", "Deleted reborn", "Added reborn", "Deleted goes", "Synced "],
            told);
    }

    [Fact]
    public async Task A_lost_watch_goes_on_from_the_last_version()
    {
        var watches = 0;
        await using var server = new TestApiServer(call => (call.QueryValue("watch"), ++watches) switch
        {
            (null, _) => call.AnswerAsync(200, Answers.List("10", null, Answers.Pod("a", "1"))),
            (_, 2) => SendAsync(call, Answers.Event("MODIFIED", Answers.Pod("a", "11")), Answers.Event("BOOKMARK", Answers.Pod("", "15")), "{\"type\":\"ADD"),
            (_, 3) => Task.CompletedTask,
            _ => SendAsync(call, Answers.Event("DELETED", Answers.Pod("a", "16"))),
        });

        var told = await TakeAsync(server, 5);

        Assert.Equal(["Added a", "Synced ", "Modified a", "Bookmark ", "Deleted a"], told);
        Assert.Equal(["10", "15"], server.Calls.Where(call => call.QueryValue("watch") is not null).Select(call => call.QueryValue("resourceVersion")).Distinct());
        Assert.Single(server.Calls, call => call.QueryValue("watch") is null);
    }

    [Fact]
    public async Task What_is_told_twice_is_passed_on_once()
    {
        await using var server = new TestApiServer(call => call.QueryValue("watch") is null
            ? call.AnswerAsync(200, Answers.List("10", null, Answers.Pod("a", "1")))
            : SendAsync(call, Answers.Event("ADDED", Answers.Pod("a", "1")), Answers.Event("DELETED", Answers.Pod("never-seen", "2")), Answers.Event("ADDED", Answers.Pod("a", "11"))));

        Assert.Equal(["Added a", "Synced ", "Modified a"], await TakeAsync(server, 3));
    }

    [Fact]
    public async Task A_refused_first_list_fails()
    {
        await using var server = new TestApiServer(call => call.FailAsync(403, "Forbidden"));

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => TakeAsync(server, 1));

        Assert.True(failure.IsForbidden);
    }

    [Fact]
    public async Task What_is_known_already_is_not_listed()
    {
        await using var server = new TestApiServer(call => SendAsync(call, Answers.Event("MODIFIED", Answers.Pod("a", "11"))));

        Assert.Equal(["Added a", "Synced ", "Modified a"], await TakeAsync(server, 3, s_known));

        Assert.All(server.Calls, call => Assert.Equal(("true", "10"), (call.QueryValue("watch"), call.QueryValue("resourceVersion"))));
    }

    [Fact]
    public async Task A_known_version_that_the_server_has_forgotten_is_answered_by_a_list()
    {
        var lists = 0;
        await using var server = new TestApiServer(call => call.QueryValue("watch") is null ? call.AnswerAsync(200, Answers.List("20", null, Answers.Pod(++lists == 1 ? "b" : "c", "12")))
            : lists == 0 ? call.AnswerAsync(200, Answers.Gone) : Silence(call));

        Assert.Equal(["Added a", "Synced ", "Added b", "Deleted a", "Synced "], await TakeAsync(server, 5, s_known));
    }

    [Fact]
    public async Task Whoever_may_neither_watch_nor_list_what_is_known_is_told_so()
    {
        await using var server = new TestApiServer(call => call.FailAsync(403, "Forbidden"));

        var failure = await Assert.ThrowsAsync<KubernetesException>(() => TakeAsync(server, 3, s_known));

        Assert.True(failure.IsForbidden);
    }

    private static readonly ResourceList<Pod> s_known = new([new Pod { Metadata = new ObjectMeta { Name = "a", Namespace = "default", Uid = "uid-a", ResourceVersion = "10" } }], "10");

    private static Task Silence(ApiCall call) => SendAsync(call);

    private static async Task SendAsync(ApiCall call, params string[] pieces)
    {
        await call.StartAsync();
        foreach (var piece in pieces)
            await call.WriteAsync(piece);
    }

    private static async Task<List<string>> TakeAsync(TestApiServer server, int count, ResourceList<Pod>? known = null)
    {
        using var client = server.Client();
        var told = new List<string>();
        var changes = known is null ? client.ListAndWatchAsync(Resources.Pods, "default", cancellationToken: TestContext.Current.CancellationToken)
            : client.ListAndWatchAsync(Resources.Pods, "default", known, cancellationToken: TestContext.Current.CancellationToken);
        await foreach (var change in changes)
        {
            told.Add($"{change.Type} {change.Object?.Metadata.Name}");
            if (told.Count == count)
                break;
        }
        return told;
    }
}
