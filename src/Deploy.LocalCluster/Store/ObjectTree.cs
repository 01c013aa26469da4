using System.Collections.Immutable;

namespace Deploy.LocalCluster.Store;

/// <summary>All objects of one type at one moment, ordered by namespace and name; unchanged parts are shared between moments.</summary>
internal sealed class ObjectTree
{
    public static readonly ObjectTree Empty = new(ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, StoredObject>>(StringComparer.Ordinal));

    private static readonly ImmutableSortedDictionary<string, StoredObject> NoObjects = ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> namespaces;

    private ObjectTree(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> namespaces) => this.namespaces = namespaces;

    public StoredObject? Find(ObjectName name) => namespaces.GetValueOrDefault(name.Namespace)?.GetValueOrDefault(name.Name);

    public ObjectTree With(StoredObject item)
    {
        var inner = namespaces.GetValueOrDefault(item.Name.Namespace, NoObjects);
        return new(namespaces.SetItem(item.Name.Namespace, inner.SetItem(item.Name.Name, item)));
    }

    public ObjectTree Without(ObjectName name)
    {
        if (!namespaces.TryGetValue(name.Namespace, out var inner)) return this;
        inner = inner.Remove(name.Name);
        return new(inner.IsEmpty ? namespaces.Remove(name.Namespace) : namespaces.SetItem(name.Namespace, inner));
    }

    /// <summary>Objects of one namespace (null: of all) in order, beginning behind a name.</summary>
    public IEnumerable<StoredObject> Enumerate(string? @namespace, ObjectName? after = null)
    {
        if (@namespace is not null)
            return Behind(namespaces.GetValueOrDefault(@namespace, NoObjects), after is { } a && a.Namespace == @namespace ? a.Name : null);

        return EnumerateAll(after);
    }

    private IEnumerable<StoredObject> EnumerateAll(ObjectName? after)
    {
        foreach (var (name, inner) in namespaces)
        {
            var order = after is { } a ? string.CompareOrdinal(name, a.Namespace) : 1;
            if (order < 0) continue;
            foreach (var item in Behind(inner, order == 0 ? after!.Value.Name : null)) yield return item;
        }
    }

    private static IEnumerable<StoredObject> Behind(ImmutableSortedDictionary<string, StoredObject> items, string? after) =>
        after is null ? items.Values : items.Values.SkipWhile(item => string.CompareOrdinal(item.Name.Name, after) <= 0);
}
