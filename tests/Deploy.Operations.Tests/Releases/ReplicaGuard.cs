using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>
/// Watches a module and checks at every event that enough replicas answer and not too many are wanted.
/// What is wanted counts for the upper bound, since the controllers remove and create at the same time.
/// </summary>
public sealed class ReplicaGuard : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Pod> _pods = new(StringComparer.Ordinal);
    private readonly List<string> _breaches = [];
    private readonly Dictionary<string, int> _wanted = new(StringComparer.Ordinal);
    private Task _watch = Task.CompletedTask;
    private Task _sets = Task.CompletedTask;

    public int Events { get; private set; }

    public static async Task<ReplicaGuard> StartAsync(ReleaseBed bed, int least, int most)
    {
        var guard = new ReplicaGuard();
        var synced = new TaskCompletionSource();
        guard._watch = guard.RunAsync(bed, least, synced);
        guard._sets = guard.RunSetsAsync(bed, most);
        await synced.Task.WaitAsync(Eventually.Bound, TimeProvider.System);
        return guard;
    }

    /// <summary>Fails with the first moments at which a bound was passed.</summary>
    public async Task AssertAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_watch, _sets);
        Assert.True(_breaches.Count == 0, string.Join('\n', _breaches.Take(5)));
        Assert.NotEqual(0, Events);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_watch, _sets);
        _stop.Dispose();
    }

    private async Task RunAsync(ReleaseBed bed, int least, TaskCompletionSource synced)
    {
        try
        {
            await foreach (var change in bed.Client.ListAndWatchAsync(Resources.Pods, bed.Namespace, new ListOptions { LabelSelector = ModuleLabels.Name }, _stop.Token))
            {
                Apply(change);
                if (change.Type == WatchEventType.Synced)
                    synced.TrySetResult();
                if (synced.Task.IsCompleted)
                    Check(least);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private void Apply(WatchEvent<Pod> change)
    {
        if (change.Type is WatchEventType.Added or WatchEventType.Modified)
            _pods[change.Object!.Metadata.Name] = change.Object;
        else if (change.Type == WatchEventType.Deleted)
            _pods.Remove(change.Object!.Metadata.Name);
    }

    private void Check(int least)
    {
        Events++;
        var standing = _pods.Values.Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
        var ready = standing.Count(ReleaseBed.IsReady);
        if (ready < least)
            Breach($"event {Events}: {ready} ready, at least {least} must be: {string.Join(", ", standing.Select(pod => $"{pod.Metadata.Name}={(ReleaseBed.IsReady(pod) ? "ready" : pod.Status.Phase)}"))}");
    }

    private async Task RunSetsAsync(ReleaseBed bed, int most)
    {
        try
        {
            await foreach (var change in bed.Client.ListAndWatchAsync(Resources.ReplicaSets, bed.Namespace, null, _stop.Token))
            {
                if (change.Object is not { } set)
                    continue;
                _wanted[set.Metadata.Name] = change.Type == WatchEventType.Deleted ? 0 : set.Spec.Replicas ?? 1;
                if (_wanted.Values.Sum() > most)
                    Breach($"{_wanted.Values.Sum()} replicas are wanted, at most {most} may be: {string.Join(", ", _wanted)}");
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private void Breach(string what)
    {
        lock (_breaches)
            _breaches.Add(what);
    }
}
