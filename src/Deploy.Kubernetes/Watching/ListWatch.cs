using System.Runtime.CompilerServices;

namespace Deploy.Kubernetes.Watching;

/// <summary>Lists, then watches, and lists again whenever the watch cannot be taken up.</summary>
internal sealed class ListWatch<T>(KubernetesClient client, ResourceType<T> type, string? ns, ListOptions options, KubernetesClientOptions settings)
{
    private readonly KnownObjects<T> _known = new();
    private readonly Backoff _backoff = new(settings.RetryDelay, TimeSpan.FromSeconds(30));
    private string? _version;
    private bool _listedOnce;

    internal async IAsyncEnumerable<WatchEvent<T>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var events = (_version is null ? ListAsync(cancellationToken) : WatchAsync(cancellationToken)).GetAsyncEnumerator(cancellationToken);
            while (await TryMoveAsync(events, cancellationToken))
                yield return events.Current;
        }
    }

    private async IAsyncEnumerable<WatchEvent<T>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _known.BeginList();
        // The server's cache may be older than what was already told; it is good enough for the first list only.
        var list = await client.ListAllAsync(type, ns, options with { FromCache = options.FromCache && !_listedOnce }, cancellationToken);
        foreach (var item in list.Items)
        {
            foreach (var change in _known.Present(item))
                yield return change;
        }
        foreach (var change in _known.EndList(list.ResourceVersion))
            yield return change;
        (_version, _listedOnce) = (list.ResourceVersion, true);
        yield return new(WatchEventType.Synced, default, list.ResourceVersion);
    }

    private async IAsyncEnumerable<WatchEvent<T>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new WatchOptions { ResourceVersion = _version, LabelSelector = options.LabelSelector, FieldSelector = options.FieldSelector };
        await foreach (var change in client.WatchAsync(type, ns, watch, cancellationToken))
        {
            _backoff.Reset();
            foreach (var told in Tell(change))
                yield return told;
            if (change.ResourceVersion.Length > 0)
                _version = change.ResourceVersion;
        }
        // A server that ends watches at once must not be asked in a tight loop.
        await _backoff.WaitAsync(settings.TimeProvider, cancellationToken);
    }

    private IEnumerable<WatchEvent<T>> Tell(WatchEvent<T> change) => change.Type switch
    {
        WatchEventType.Bookmark => [change],
        WatchEventType.Deleted => _known.Absent(change.Object!),
        _ => _known.Present(change.Object!),
    };

    private async ValueTask<bool> TryMoveAsync(IAsyncEnumerator<WatchEvent<T>> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (KubernetesException failure) when (_listedOnce)
        {
            WatchLog.Lost(settings.Logger, type.Plural, failure.Reason);
            // What an unreachable server had is still worth going on from; any other refusal is answered by a new list.
            if (!failure.IsUnreachable)
                _version = null;
        }
        catch (KubeConfigException failure) when (_listedOnce)
        {
            WatchLog.Lost(settings.Logger, type.Plural, failure.Code);
        }
        await _backoff.WaitAsync(settings.TimeProvider, cancellationToken);
        return false;
    }
}
