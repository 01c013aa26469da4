using Deploy.Operations.Replicas;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Replicas;

public sealed class ReplicaWatchTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private LocalClusterFixture _cluster = null!;
    private PodWriter _pods = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterFixture.StartApiAsync(_time);
        _pods = new PodWriter(_cluster.Client);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_live_view_tells_what_is_there_what_changes_and_what_goes()
    {
        await AddAsync("biz1-a");
        await using var view = new ReplicaReader(_cluster.Client, _time).WatchAsync(new ReplicaQuery { Names = ["biz*"] }).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Equal("Added biz1-a Starting", await NextAsync(view));
        Assert.Equal("Synced", await NextAsync(view));
        await _pods.SetStatusAsync("biz1-a", Ready);
        Assert.Equal("Changed biz1-a Starting>Responsive", await NextAsync(view));
        await AddAsync("biz1-b");
        Assert.Equal("Added biz1-b Starting", await NextAsync(view));
        await _pods.DeleteAsync("biz1-a");
        Assert.Equal("Deleted biz1-a Responsive>Deleted", await NextAsync(view));
    }

    [Fact]
    public async Task A_grace_that_ends_is_a_change_though_no_pod_changed()
    {
        await AddAsync("biz1-a");
        await _pods.SetStatusAsync("biz1-a", """
            {phase: Running, startTime: "2026-11-21T12:00:00Z", containerStatuses: [{name: biz1, ready: false, restartCount: 0, state: {running: {startedAt: "2026-11-21T12:00:00Z"}}}],
             conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-21T12:00:00Z"}]}
            """);
        var query = new ReplicaQuery { StateOptions = new() { ReadinessGrace = TimeSpan.FromSeconds(30) } };
        await using var view = new ReplicaReader(_cluster.Client, _time).WatchAsync(query).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Equal("Added biz1-a Started", await NextAsync(view));
        Assert.Equal("Synced", await NextAsync(view));
        var next = NextAsync(view);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Changed biz1-a Started>Unresponsive", await next);
    }

    [Fact]
    public async Task A_live_view_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await using var view = new ReplicaReader(_cluster.Client, _time).WatchAsync(new ReplicaQuery(), stop.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Equal("Synced", await NextAsync(view));
        var next = view.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private const string Ready = """
        {phase: Running, podIP: 10.0.0.9, conditions: [{type: Ready, status: "True"}], containerStatuses: [{name: biz1, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-21T12:00:00Z"}}}]}
        """;

    private Task AddAsync(string name) => _pods.AddAsync($"metadata: {{name: {name}, labels: {{module.koupleless.io/name: biz1}}}}\nspec: {{nodeName: node-1}}");

    private static async Task<string> NextAsync(IAsyncEnumerator<ReplicaChange> view)
    {
        Assert.True(await view.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        var change = view.Current;
        var state = change.PreviousState is { } before ? $"{before}>{change.Status?.State}" : $"{change.Status?.State}";
        return $"{change.Type} {change.Status?.Name} {state}".Trim();
    }
}
