namespace Deploy.Module.Live;

/// <summary>Draws a board on a screen while watches feed it, until it is ended by a key, by cancellation, or by a watch that fails.</summary>
internal sealed class LiveView(IScreen screen, ReplicaBoard board, BoardStyle style, TimeProvider time)
{
    // Fast enough to seem immediate, slow enough to cost nothing.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(150);

    private readonly FramePainter painter = new();
    private (long Version, long Second, ScreenSize Size) drawn;

    /// <summary>Runs until somebody types q, the token is cancelled, or a feed fails.</summary>
    /// <param name="feeds">Watches that fill the board until they are cancelled.</param>
    /// <param name="ct">Ctrl+C.</param>
    public async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> feeds, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = feeds.Select(feed => Task.Run(() => feed(stop.Token), CancellationToken.None)).ToList();
        try
        {
            await DrawAsync(running, ct);
        }
        finally
        {
            screen.Leave(Last());
            await stop.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What was seen last stays on the screen; nothing, where nothing was seen yet.
    private string Last()
    {
        var state = board.Snapshot(time.GetLocalNow());
        return state is { IsComplete: false, Replicas.Count: 0 }
            ? ""
            : string.Concat(BoardLayout.Last(state, screen.Size, style).Select(line => line + Environment.NewLine));
    }

    private async Task DrawAsync(List<Task> running, CancellationToken ct)
    {
        while (true)
        {
            if (running.Find(feed => feed.IsFaulted) is { } failed)
                await failed;
            var keys = screen.ReadKeys();
            if (keys.AsSpan().ContainsAny("qQ\e\u0003"))
                return;
            // Whatever was typed may stand somewhere on the screen now.
            if (keys.Length > 0)
                Forget();
            Draw();
            await Task.Delay(Beat, time, ct);
        }
    }

    // Thousands of replicas are sorted for a frame: that is done when something has changed, and for the clock once a second.
    private void Draw()
    {
        var now = time.GetLocalNow();
        var next = (board.Version, now.ToUnixTimeSeconds(), screen.Size);
        if (next == drawn)
            return;
        drawn = next;
        screen.Write(painter.Paint(BoardLayout.Draw(board.Snapshot(now), drawn.Size, style), drawn.Size));
    }

    private void Forget()
    {
        painter.Forget();
        drawn = default;
    }
}
