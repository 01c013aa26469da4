using Deploy.Kubernetes;
using Deploy.LocalCluster.Controllers.Events;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Controllers;

/// <summary>What every loop works with.</summary>
internal sealed class ControlContext(KubernetesClient client, SharedCaches caches, EventRecorder events, TimeProvider time, ILogger logger)
{
    /// <summary>Timers cannot run for years; a loop that wakes early just looks and waits again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public KubernetesClient Client { get; } = client;

    public SharedCaches Caches { get; } = caches;

    public EventRecorder Events { get; } = events;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    public Reconciler Reconciler(Func<ObjectKey, CancellationToken, Task<ReconcileResult>> reconcile, int workers) =>
        new((key, ct) => RetryConflictsAsync(reconcile, key, ct), new() { Workers = workers, FirstRetry = TimeSpan.FromMilliseconds(5), TimeProvider = Time, Logger = Logger, StopGrace = TimeSpan.Zero });

    // Somebody else was quicker: nothing wrong, the next pass sees what is there then.
    private static async Task<ReconcileResult> RetryConflictsAsync(Func<ObjectKey, CancellationToken, Task<ReconcileResult>> reconcile, ObjectKey key, CancellationToken ct)
    {
        try
        {
            return await reconcile(key, ct);
        }
        catch (KubernetesException failure) when (failure.IsConflict)
        {
            return ReconcileResult.Again(TimeSpan.FromMilliseconds(5));
        }
    }

    /// <summary>A wait that a timer can do.</summary>
    public static TimeSpan? Later(TimeSpan? wait) => wait > LongestWait ? LongestWait : wait;
}
