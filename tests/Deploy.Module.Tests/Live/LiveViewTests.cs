using Deploy.Module.Live;
using Deploy.Operations.Replicas;
using Deploy.Testing;
using static Deploy.Module.Tests.Live.BoardSamples;

namespace Deploy.Module.Tests.Live;

public sealed class LiveViewTests : IDisposable
{
    private readonly RecordingScreen screen = new();
    private readonly ReplicaBoard board = new("biz1 in default of local", _ => true, []);
    private readonly CancellationTokenSource stop = new();
    private bool isFeedOver;

    public void Dispose() => stop.Dispose();

    [Theory]
    [InlineData("q")]
    [InlineData("Q")]
    [InlineData("\e")]
    public async Task A_key_ends_it_and_leaves_the_last_frame(string key)
    {
        var run = RunAsync(FeedAsync);
        await Eventually.UntilAsync(() => screen.Shown.Contains("1 Responsive", StringComparison.Ordinal), "a frame", TimeSpan.FromSeconds(60));
        screen.Type(key);
        await run;
        Assert.True(isFeedOver);
        Assert.Contains("biz1-a", screen.Left, StringComparison.Ordinal);
        Assert.DoesNotContain("Ctrl+C", screen.Left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_and_gives_the_screen_back()
    {
        var run = RunAsync(FeedAsync);
        await Eventually.UntilAsync(() => screen.Shown.Length > 0, "a frame", TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.NotNull(screen.Left);
        Assert.True(isFeedOver);
    }

    [Fact]
    public async Task A_watch_that_fails_ends_it_with_its_failure()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(_ => throw new InvalidOperationException("the first list failed")));
        Assert.Equal("the first list failed", failure.Message);
        Assert.NotNull(screen.Left);
    }

    [Fact]
    public async Task A_resized_screen_is_drawn_anew()
    {
        var run = RunAsync(FeedAsync);
        await Eventually.UntilAsync(() => screen.Shown.Contains("biz1-a", StringComparison.Ordinal), "a frame", TimeSpan.FromSeconds(60));
        screen.Size = new ScreenSize(120, 12);
        await Eventually.UntilAsync(() => screen.Shown.Contains("biz1-a", StringComparison.Ordinal), "a frame of the new size", TimeSpan.FromSeconds(60));
        Assert.Equal(120, screen.Shown.Split('\n')[0].Length);
        screen.Type("q");
        await run;
    }

    private Task RunAsync(Func<CancellationToken, Task> feed) => new LiveView(screen, board, Plain, TimeProvider.System).RunAsync([feed], stop.Token);

    private async Task FeedAsync(CancellationToken ct)
    {
        board.Take(this, new ReplicaChange(ReplicaChangeType.Added, Replica("biz1-a", "1.0.0", ReplicaState.Responsive)), Now);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }
        finally
        {
            isFeedOver = true;
        }
    }
}
