using Deploy.Kubernetes.Transport;

namespace Deploy.Kubernetes.Tests.Transport;

public sealed class IdleLimitTests
{
    [Fact]
    public async Task Who_cancels_while_it_is_renewed_meets_no_limit_that_is_disposed_of()
    {
        using var cancelling = new CancellationTokenSource();
        var time = new HookedTime();
        using var limit = new IdleLimit(TimeSpan.FromMilliseconds(1), time);
        // The limit has run out by the time that the bytes are there, so it is made anew; just then everything is cancelled.
        await using var late = new LateStream(time, () => time.OnTimer = cancelling.Cancel);

        Assert.Equal(1, await limit.ReadAsync(late, new byte[1], cancelling.Token));

        Assert.True(cancelling.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limit.ReadAsync(late, new byte[1], cancelling.Token));
    }

    private sealed class HookedTime : TimeProvider
    {
        private TimerCallback? callback;
        private object? state;

        public Action? OnTimer { get; set; }

        public void RunOut() => callback!(state);

        public override ITimer CreateTimer(TimerCallback timer, object? of, TimeSpan dueTime, TimeSpan period)
        {
            (callback, state) = (timer, of);
            OnTimer?.Invoke();
            return new Idle();
        }

        private sealed class Idle : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }

    private sealed class LateStream(HookedTime time, Action then) : MemoryStream([1])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            time.RunOut();
            then();
            return ValueTask.FromResult(Read(buffer.Span));
        }
    }
}
