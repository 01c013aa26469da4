using System.Management.Automation;
using Deploy.Module.Pump;

namespace Deploy.Module.Tests.Pump;

public sealed class PipelinePumpTests : IDisposable
{
    private readonly PipelinePump pump = new();

    public void Dispose() => pump.Dispose();

    [Fact]
    public void Work_runs_on_the_pipeline_thread_in_order_and_is_awaited()
    {
        var pipeline = Environment.CurrentManagedThreadId;
        var seen = new List<(int Number, int Thread)>();
        var failure = pump.Run(async _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                await pump.SendAsync(() => seen.Add((i, Environment.CurrentManagedThreadId)));
                Assert.Equal(i + 1, seen.Count);
            }
        });
        Assert.Null(failure);
        Assert.Equal(Enumerable.Range(0, 100), seen.Select(entry => entry.Number));
        Assert.All(seen, entry => Assert.Equal(pipeline, entry.Thread));
    }

    [Fact]
    public void What_is_posted_is_done_before_the_stage_ends()
    {
        var count = 0;
        pump.Run(_ =>
        {
            for (var i = 0; i < 50; i++)
                pump.Post(() => count++);
            return Task.CompletedTask;
        });
        Assert.Equal(50, count);
    }

    [Fact]
    public void The_workers_failure_comes_back_unchanged()
    {
        var thrown = new InvalidOperationException("broken");
        Assert.Same(thrown, pump.Run(_ => Task.FromException(thrown)));
    }

    [Fact]
    public void What_the_pipeline_throws_passes_and_the_worker_is_awaited()
    {
        var ended = false;
        var stopped = Assert.Throws<PipelineStoppedException>(() => pump.Run(async ct =>
        {
            try
            {
                await pump.SendAsync(() => throw new PipelineStoppedException());
            }
            finally
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
                ended = ct.IsCancellationRequested;
            }
        }));
        Assert.NotNull(stopped);
        Assert.True(ended, "the worker had ended, and had been cancelled, when the pipeline went on");
    }

    [Fact]
    public void After_the_pipeline_stopped_nothing_more_reaches_it()
    {
        var reached = false;
        Assert.Throws<PipelineStoppedException>(() => pump.Run(async _ =>
        {
            var first = pump.SendAsync(() => throw new PipelineStoppedException());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pump.SendAsync(() => reached = true));
        }));
        Assert.False(reached);
    }

    [Fact]
    public async Task Stop_cancels_the_worker_and_Run_waits_for_it()
    {
        using var started = new SemaphoreSlim(0);
        var cleanedUp = false;
        var run = Task.Run(() => pump.Run(async ct =>
        {
            started.Release();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            }
            finally
            {
                await Task.Yield();
                cleanedUp = true;
            }
        }));
        await started.WaitAsync();
        pump.Stop();
        Assert.IsAssignableFrom<OperationCanceledException>(await run);
        Assert.True(cleanedUp);
        Assert.True(pump.IsStopped);
    }

    [Fact]
    public void Between_stages_late_words_are_dropped()
    {
        pump.Post(() => Assert.Fail("nobody listens"));
        Assert.True(pump.SendAsync(() => { }).IsCanceled);
        Assert.Null(pump.Run(_ => Task.CompletedTask));
        pump.Post(() => Assert.Fail("nobody listens"));
    }

    [Fact]
    public void A_slow_reader_slows_the_worker()
    {
        var inFlight = 0;
        var most = 0;
        pump.Run(async _ =>
        {
            for (var i = 0; i < 20; i++)
            {
                inFlight++;
                most = Math.Max(most, inFlight);
                await pump.SendAsync(() => inFlight--);
            }
        });
        Assert.Equal(1, most);
    }
}
