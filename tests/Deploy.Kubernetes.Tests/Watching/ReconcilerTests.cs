using Deploy.Testing;

namespace Deploy.Kubernetes.Tests.Watching;

public sealed class ReconcilerTests
{
    private static readonly ObjectKey A = new("default", "a");
    private static readonly ObjectKey B = new("default", "b");

    [Fact]
    public async Task One_object_is_never_worked_on_twice_at_once_and_a_change_meanwhile_counts_once()
    {
        var gate = new SemaphoreSlim(0);
        var (running, most, calls) = (0, 0, 0);
        using var reconciler = new Reconciler(
            async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                Interlocked.Increment(ref calls);
                await gate.WaitAsync(CancellationToken.None);
                Interlocked.Decrement(ref running);
                return ReconcileResult.Done;
            },
            new ReconcilerOptions { Workers = 4 });
        using var stop = new CancellationTokenSource();
        reconciler.Enqueue(A);
        reconciler.Enqueue(A);
        var working = reconciler.RunAsync(stop.Token);
        await Eventually.UntilAsync(() => calls == 1);
        reconciler.Enqueue(A);
        reconciler.Enqueue(A);
        reconciler.Enqueue(A);
        gate.Release();
        await Eventually.UntilAsync(() => calls == 2);
        gate.Release();
        await stop.CancelAsync();
        await working;

        Assert.Equal((1, 2), (most, calls));
    }

    [Fact]
    public async Task Failures_are_repeated_with_growing_pauses_that_a_success_ends()
    {
        var time = new VirtualTime();
        var attempts = 0;
        using var reconciler = new Reconciler(
            (_, _) => Interlocked.Increment(ref attempts) is 4 ? Task.FromResult(ReconcileResult.Again(TimeSpan.FromHours(1))) : throw new InvalidOperationException("not yet"),
            new ReconcilerOptions { TimeProvider = time, FirstRetry = TimeSpan.FromSeconds(1), LongestRetry = TimeSpan.FromSeconds(3) });
        using var stop = new CancellationTokenSource();
        var working = reconciler.RunAsync(stop.Token);
        reconciler.Enqueue(A);
        var pauses = new List<double>();
        for (var expected = 1; expected <= 5; expected++)
        {
            await Eventually.UntilAsync(() => attempts == expected && time.NextDue > time.GetUtcNow(), $"the pause after attempt {expected}");
            var pause = time.NextDue!.Value - time.GetUtcNow();
            pauses.Add(pause.TotalSeconds);
            time.Advance(pause);
        }
        await stop.CancelAsync();
        await working;

        Assert.InRange(pauses[0], 0.5, 1);
        Assert.InRange(pauses[1], 1, 2);
        Assert.InRange(pauses[2], 1.5, 3);
        Assert.Equal(3600, pauses[3]);
        Assert.InRange(pauses[4], 0.5, 1);
    }

    [Fact]
    public async Task A_failing_object_does_not_hold_up_the_others()
    {
        var done = new TaskCompletionSource();
        using var reconciler = new Reconciler(
            (key, _) =>
            {
                if (key == A)
                    throw new InvalidOperationException("always");
                done.TrySetResult();
                return Task.FromResult(ReconcileResult.Done);
            },
            new ReconcilerOptions { Workers = 1 });
        using var stop = new CancellationTokenSource();
        var working = reconciler.RunAsync(stop.Token);
        reconciler.Enqueue(A);
        reconciler.Enqueue(B);

        await done.Task.WaitAsync(Eventually.Bound);
        await stop.CancelAsync();
        await working;
    }

    [Fact]
    public async Task A_stop_lets_running_work_end_and_cancels_it_after_the_grace()
    {
        var time = new VirtualTime();
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var reconciler = new Reconciler(
            async (key, token) =>
            {
                started.TrySetResult();
                await finish.Task.WaitAsync(token);
                return ReconcileResult.Done;
            },
            new ReconcilerOptions { TimeProvider = time, Workers = 1 });
        using var stop = new CancellationTokenSource();
        var working = reconciler.RunAsync(stop.Token);
        reconciler.Enqueue(A);
        await started.Task;
        await stop.CancelAsync();

        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(working.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await working.WaitAsync(Eventually.Bound);
    }

    [Fact]
    public async Task Of_several_later_times_the_earliest_counts()
    {
        var time = new VirtualTime();
        var calls = 0;
        using var reconciler = new Reconciler((_, _) => Task.FromResult(Interlocked.Increment(ref calls) is 0 ? default : ReconcileResult.Done), new ReconcilerOptions { TimeProvider = time });
        using var stop = new CancellationTokenSource();
        var working = reconciler.RunAsync(stop.Token);
        reconciler.Enqueue(A, TimeSpan.FromSeconds(30));
        reconciler.Enqueue(A, TimeSpan.FromSeconds(10));
        reconciler.Enqueue(A, TimeSpan.FromSeconds(20));

        Assert.Equal(1, time.PendingTimers);
        time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.UntilAsync(() => calls == 1);
        time.Advance(TimeSpan.FromMinutes(1));
        await stop.CancelAsync();
        await working;
        Assert.Equal(1, calls);
    }
}
