using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Deploy.Module.Pump;

/// <summary>
/// Runs asynchronous stages of a command on a worker while PowerShell's pipeline thread does what only it may do.
/// A stage is over only when its worker has ended: also after Ctrl+C or a downstream stop, so nothing runs on behind the prompt.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private volatile BlockingCollection<PipelineRequest>? queue;

    /// <summary>Cancels the running stage; its worker is awaited by <see cref="Run"/>.</summary>
    public void Stop() => stop.Cancel();

    /// <summary>Whether the pipeline was stopped.</summary>
    public bool IsStopped => stop.IsCancellationRequested;

    /// <summary>Runs one stage on the pipeline thread until its worker has ended. Returns the worker's failure, if any.</summary>
    /// <exception cref="Exception">Whatever the pipeline itself threw, unchanged.</exception>
    public Exception? Run(Func<CancellationToken, Task> stage)
    {
        using var requests = new BlockingCollection<PipelineRequest>();
        queue = requests;
        Exception? failure = null;
        _ = Task.Run(async () =>
        {
            try
            {
                await stage(stop.Token).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Handed to the pipeline thread, which maps it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }
            finally
            {
                queue = null;
                requests.CompleteAdding();
            }
        });
        Consume(requests)?.Throw();
        return failure;
    }

    /// <summary>Has the pipeline thread do something and completes when it is done.</summary>
    public Task SendAsync(Action work)
    {
        var request = new PipelineRequest(work);
        return TryAdd(request) ? request.Done : Task.FromCanceled(new CancellationToken(canceled: true));
    }

    /// <summary>Has the pipeline thread do something in its turn, without waiting. Dropped when no stage runs.</summary>
    public void Post(Action work) => TryAdd(new PipelineRequest(work));

    public void Dispose() => stop.Dispose();

    private ExceptionDispatchInfo? Consume(BlockingCollection<PipelineRequest> requests)
    {
        ExceptionDispatchInfo? stopped = null;
        foreach (var request in requests.GetConsumingEnumerable())
        {
            if (stopped is not null)
            {
                request.Abandon();
                continue;
            }
            stopped = request.Execute();
            if (stopped is not null)
                stop.Cancel();
        }
        return stopped;
    }

    private bool TryAdd(PipelineRequest request)
    {
        try
        {
            return queue?.TryAdd(request) ?? false;
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            return false; // The stage ended between the look and the call: late verbose text of a request that was given up.
        }
    }
}

/// <summary>Something that only the pipeline thread may do, waiting for its turn.</summary>
internal sealed class PipelineRequest(Action work)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the pipeline thread did the work; is cancelled when the pipeline stopped instead.</summary>
    public Task Done => done.Task;

    /// <summary>Does the work; returns what the pipeline threw, which must reach PowerShell untouched.</summary>
    public ExceptionDispatchInfo? Execute()
    {
        try
        {
            work();
            done.SetResult();
            return null;
        }
#pragma warning disable CA1031 // PowerShell stops a pipeline by exceptions of many types; all of them go back to it.
        catch (Exception stopped)
#pragma warning restore CA1031
        {
            done.SetCanceled();
            return ExceptionDispatchInfo.Capture(stopped);
        }
    }

    /// <summary>Gives the work up because the pipeline stopped.</summary>
    public void Abandon() => done.TrySetCanceled();
}
