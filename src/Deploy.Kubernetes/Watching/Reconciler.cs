using System.Collections.Concurrent;
using Deploy.Kubernetes.Watching;

namespace Deploy.Kubernetes;

/// <summary>Calls one function for every object that may need work, by name only: what is to be done is read from the present state, so lost or repeated events do no harm.</summary>
public sealed class Reconciler : IDisposable
{
    private readonly WorkQueue _queue;
    private readonly ConcurrentDictionary<ObjectKey, int> _failures = new();
    private readonly ReconcilerOptions _options;
    private readonly Func<ObjectKey, CancellationToken, Task<ReconcileResult>> _reconcile;

    /// <param name="reconcile">Brings one object to its wanted state; an exception makes it be called again after a pause.</param>
    /// <param name="options">Null: the defaults.</param>
    public Reconciler(Func<ObjectKey, CancellationToken, Task<ReconcileResult>> reconcile, ReconcilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reconcile);
        (_reconcile, _options) = (reconcile, options ?? new ReconcilerOptions());
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Workers, 1, nameof(options));
        _queue = new WorkQueue(_options.TimeProvider);
    }

    /// <summary>Asks for a look at an object; asking twice before it happens is asking once.</summary>
    public void Enqueue(ObjectKey key) => _queue.Add(key);

    /// <summary>Asks for a look at an object after a while.</summary>
    public void Enqueue(ObjectKey key, TimeSpan after) => _queue.AddAfter(key, after);

    /// <summary>Works until cancelled; then takes nothing new, lets running work end within the grace, and returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _options.TimeProvider);
        await using var registration = cancellationToken.Register(() => stop.CancelAfter(_options.StopGrace));
        await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(_ => WorkAsync(cancellationToken, stop.Token)));
    }

    public void Dispose() => _queue.Dispose();

    private async Task WorkAsync(CancellationToken taking, CancellationToken working)
    {
        while (!taking.IsCancellationRequested)
        {
            ObjectKey key;
            try
            {
                key = await _queue.TakeAsync(taking);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await ReconcileAsync(key, working);
        }
    }

    private async Task ReconcileAsync(ObjectKey key, CancellationToken working)
    {
        try
        {
            var result = await _reconcile(key, working);
            _failures.TryRemove(key, out _);
            if (result.After is { } after)
                _queue.AddAfter(key, after);
        }
        catch (OperationCanceledException) when (working.IsCancellationRequested)
        {
            _queue.Add(key);
        }
        catch (Exception failure)
        {
            var failures = _failures.AddOrUpdate(key, 1, (_, before) => before + 1);
            var pause = Backoff.For(failures - 1, _options.FirstRetry, _options.LongestRetry, Random.Shared.NextDouble());
            WatchLog.ReconcileFailed(_options.Logger, failure, key, failures, pause.TotalSeconds);
            _queue.AddAfter(key, pause);
        }
        finally
        {
            _queue.Done(key);
        }
    }
}
