using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Watching;

namespace Deploy.Kubernetes;

/// <summary>A kind's objects, kept in memory and up to date by a watch. Thread-safe; what it returns are snapshots.</summary>
public sealed class ResourceCache<T>
    where T : class, IKubernetesObject
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, T> _items = [];
    private readonly Dictionary<string, CacheIndex<T>> _indexes = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CacheIndex<T> _owners = new(item => item.Metadata.OwnerReferences.Select(owner => owner.Uid));
    private readonly KubernetesClient _client;
    private readonly ResourceType<T> _type;
    private readonly string? _ns;
    private readonly ListOptions? _options;
    private readonly KubernetesClientOptions _settings;

    /// <param name="client">Lists and watches.</param>
    /// <param name="type">The kind.</param>
    /// <param name="ns">The namespace; null: all of them.</param>
    /// <param name="options">Which objects; null: all.</param>
    public ResourceCache(KubernetesClient client, ResourceType<T> type, string? ns = null, ListOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        (_client, _type, _ns, _options, _settings) = (client, type, ns, options, client.Options);
    }

    /// <summary>Called after each change, on the cache's own loop: be quick, for instance enqueue a key.</summary>
#pragma warning disable MA0046 // A listener needs the change only; a sender would be the cache it subscribed to.
    public event Action<WatchEvent<T>>? Changed;
#pragma warning restore MA0046

    /// <summary>True once the first list is complete.</summary>
    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    /// <summary>All objects.</summary>
    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_gate)
                return [.. _items.Values];
        }
    }

    /// <summary>One object; null where there is none.</summary>
    public T? Find(ObjectKey key)
    {
        lock (_gate)
            return _items.GetValueOrDefault(key);
    }

    /// <summary>The objects of one namespace.</summary>
    public IReadOnlyList<T> InNamespace(string ns)
    {
        lock (_gate)
            return [.. _items.Where(entry => entry.Key.Namespace == ns).Select(entry => entry.Value)];
    }

    /// <summary>The objects that have an owner with this uid.</summary>
    public IReadOnlyList<T> OwnedBy(string uid)
    {
        lock (_gate)
            return _owners.Find(uid);
    }

    /// <summary>Adds an index before the cache runs, such as pods by node name.</summary>
    public void AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (_gate)
        {
            var index = new CacheIndex<T>(values);
            foreach (var item in _items.Values)
                index.Add(item);
            _indexes.Add(name, index);
        }
    }

    /// <summary>The objects that an index holds under a value.</summary>
    /// <exception cref="KeyNotFoundException">There is no such index.</exception>
    public IReadOnlyList<T> Find(string index, string value)
    {
        lock (_gate)
            return _indexes[index].Find(value);
    }

    /// <summary>Completes when the first list is in; fails with what made <see cref="RunAsync"/> fail before that.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>Keeps the cache up to date until cancelled, then returns. Fails only before the first list, when the server refuses it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_settings.RetryDelay, TimeSpan.FromSeconds(30));
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in _client.ListAndWatchAsync(_type, _ns, _options, cancellationToken))
                    Apply(change);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                _synced.TrySetCanceled(cancellationToken);
            }
            catch (KubernetesException failure) when (failure.IsUnreachable || failure.IsTooManyRequests || (int)failure.StatusCode >= 500)
            {
                WatchLog.NotListed(_settings.Logger, _type.Plural, failure.Reason);
                await backoff.WaitAsync(_settings.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure) when (_synced.TrySetException(failure))
            {
                throw;
            }
        }
    }

    private void Apply(WatchEvent<T> change)
    {
        lock (_gate)
            Store(change);
        if (change.Type == WatchEventType.Synced)
            _synced.TrySetResult();
        try
        {
            Changed?.Invoke(change);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // One listener's fault must not stop the cache for all others.
            WatchLog.ListenerFailed(_settings.Logger, failure, _type.Plural);
        }
    }

    private void Store(WatchEvent<T> change)
    {
        if (change.Object is not { } item)
            return;
        var key = ObjectIdentity.Of(item).Key;
        if (_items.Remove(key, out var old))
            Each(index => index.Remove(old));
        if (change.Type == WatchEventType.Deleted)
            return;
        _items[key] = item;
        Each(index => index.Add(item));
    }

    private void Each(Action<CacheIndex<T>> action)
    {
        action(_owners);
        foreach (var index in _indexes.Values)
            action(index);
    }
}
