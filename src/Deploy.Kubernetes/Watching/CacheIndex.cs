namespace Deploy.Kubernetes.Watching;

/// <summary>Objects by a value worked out from them. Not thread-safe: the cache's lock guards it.</summary>
internal sealed class CacheIndex<T>(Func<T, IEnumerable<string>> values)
    where T : class
{
    private readonly Dictionary<string, HashSet<T>> _found = new(StringComparer.Ordinal);

    internal void Add(T item)
    {
        foreach (var value in values(item))
        {
            if (!_found.TryGetValue(value, out var items))
                _found[value] = items = new HashSet<T>(ReferenceEqualityComparer.Instance);
            items.Add(item);
        }
    }

    internal void Remove(T item)
    {
        foreach (var value in values(item))
        {
            if (_found.TryGetValue(value, out var items) && items.Remove(item) && items.Count == 0)
                _found.Remove(value);
        }
    }

    internal IReadOnlyList<T> Find(string value) => _found.TryGetValue(value, out var items) ? [.. items] : [];
}
