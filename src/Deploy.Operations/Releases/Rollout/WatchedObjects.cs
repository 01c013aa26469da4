using System.Globalization;
using Deploy.Kubernetes;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Objects of one resource kept up to date by a watch, and by our own writes before the watch tells of them.</summary>
internal sealed class WatchedObjects<T>(Func<T, (string Name, string Version)> identify)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, T> _objects = new(StringComparer.Ordinal);

    internal IReadOnlyList<T> All
    {
        get
        {
            lock (_gate)
                return [.. _objects.Values];
        }
    }

    /// <summary>Takes in what a watch or a write told, unless something newer is known.</summary>
    internal void Put(T item)
    {
        var (name, version) = identify(item);
        lock (_gate)
        {
            if (!_objects.TryGetValue(name, out var known) || Number(identify(known).Version) <= Number(version))
                _objects[name] = item;
        }
    }

    /// <summary>Follows a watch until it is cancelled.</summary>
    /// <param name="changed">Called after every change and, with true, when the first list is complete.</param>
    internal async Task FollowAsync(IAsyncEnumerable<WatchEvent<T>> events, Action<bool> changed)
    {
        await foreach (var change in events)
        {
            switch (change.Type)
            {
                case WatchEventType.Added or WatchEventType.Modified:
                    Put(change.Object!);
                    break;
                case WatchEventType.Deleted:
                    lock (_gate)
                        _objects.Remove(identify(change.Object!).Name);
                    break;
            }
            changed(change.Type == WatchEventType.Synced);
        }
    }

    private static ulong Number(string version) => ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
