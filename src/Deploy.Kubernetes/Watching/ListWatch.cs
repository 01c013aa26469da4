using System.Runtime.CompilerServices;

namespace Deploy.Kubernetes.Watching;

/// <summary>Lists, then watches, and lists again whenever the watch cannot be taken up.</summary>
/// <param name="first">Stands for the first list, where what it would bring is known already.</param>
internal sealed class ListWatch<T>(
    KubernetesClient client, ResourceType<T> type, string? ns, ListOptions options, KubernetesClientOptions settings, ResourceList<T>? first = null)
{
    private readonly KnownObjects<T> _known = new();
    private readonly Backoff _backoff = new(settings.RetryDelay, TimeSpan.FromSeconds(30));
    private string? _version;
    private bool _hasTold;
    private bool _hasListed;

    internal async IAsyncEnumerable<WatchEvent<T>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var events = (_version is null ? ListAsync(cancellationToken) : WatchAsync(cancellationToken)).GetAsyncEnumerator(cancellationToken);
            while (await TryMoveAsync(events, cancellationToken))
                yield return events.Current;
        }
    }

    // Whoever may not even list once is told so, instead of being left to wait.
    private bool CanGoOn => _hasListed || _version is not null;

    private async IAsyncEnumerable<WatchEvent<T>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _known.BeginList();
        // The server's cache may be older than what was already told; it is good enough for the first list only.
        var isKnown = first is not null && !_hasTold;
        var list = isKnown ? first! : await client.ListAllAsync(type, ns, options with { FromCache = options.FromCache && !_hasTold }, cancellationToken);
        foreach (var item in list.Items)
        {
            foreach (var change in _known.Present(item))
                yield return change;
        }
        foreach (var change in _known.EndList(list.ResourceVersion))
            yield return change;
        (_version, _hasTold, _hasListed) = (list.ResourceVersion, true, _hasListed || !isKnown);
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
        catch (KubernetesException failure) when (CanGoOn)
        {
            WatchLog.Lost(settings.Logger, type.Plural, failure.Reason);
            // What an unreachable server had is still worth going on from; any other refusal is answered by a new list.
            if (!failure.IsUnreachable)
                _version = null;
        }
        catch (KubeConfigException failure) when (CanGoOn)
        {
            WatchLog.Lost(settings.Logger, type.Plural, failure.Code);
        }
        await _backoff.WaitAsync(settings.TimeProvider, cancellationToken);
        return false;
    }
}
