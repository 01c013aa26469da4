using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Store;

/// <summary>
/// All objects, in memory, under one global resource version. Readers take immutable snapshots without waiting;
/// writers compute outside the lock and commit by comparing with what they have read.
/// </summary>
internal sealed class ClusterStore
{
    /// <summary>Commits of each type that a watch or an exact list can reach back.</summary>
    public const int DefaultHistory = 8192;

    private readonly FrozenDictionary<string, ResourceTable> tables;
    private readonly Lock sync = new();
    private long version = 1;

    public ClusterStore(int historyLength = DefaultHistory) =>
        tables = ResourceKinds.All.ToFrozenDictionary(kind => kind.QualifiedPlural, kind => new ResourceTable(kind, historyLength), StringComparer.Ordinal);

    /// <summary>The version of the latest commit.</summary>
    public long ResourceVersion => Interlocked.Read(ref version);

    public ResourceTable Table(ResourceKind kind) => tables[kind.QualifiedPlural];

    public StoredObject? Find(ResourceKind kind, ObjectName name) => tables[kind.QualifiedPlural].Current.Find(name);

    /// <summary>The present objects of a type together with a version that they are at least as new as, and no newer.</summary>
    public (ObjectTree Tree, long ResourceVersion) Snapshot(ResourceKind kind)
    {
        lock (sync) return (tables[kind.QualifiedPlural].Current, version);
    }

    /// <summary>Commits a new state of an object if it still is what the caller has read.</summary>
    /// <param name="expected">What the caller has read; null when there was none.</param>
    /// <param name="json">The new state; its resource version is set here.</param>
    /// <returns>The commit, the same object when nothing has changed, or null when another write came first.</returns>
    public StoredObject? TryWrite(ResourceKind kind, ObjectName name, StoredObject? expected, JsonObject json)
    {
        if (expected is not null && IsUnchanged(expected, json)) return ReferenceEquals(Find(kind, name), expected) ? expected : null;

        lock (sync)
        {
            var table = tables[kind.QualifiedPlural];
            if (!ReferenceEquals(table.Current.Find(name), expected)) return null;
            var written = Stamp(kind, json, version + 1);
            Interlocked.Increment(ref version);
            table.Append(new StoreChange(version, expected, written, IsDelete: false, table.Current.With(written)));
            return written;
        }
    }

    /// <summary>Removes an object if it still is what the caller has read.</summary>
    /// <param name="last">The state that watchers see last; null: as it was.</param>
    /// <returns>The last state, or null when another write came first.</returns>
    public StoredObject? TryRemove(ResourceKind kind, StoredObject expected, JsonObject? last = null)
    {
        lock (sync)
        {
            var table = tables[kind.QualifiedPlural];
            if (!ReferenceEquals(table.Current.Find(expected.Name), expected)) return null;
            var removed = Stamp(kind, last ?? expected.ToJson(), version + 1);
            Interlocked.Increment(ref version);
            table.Append(new StoreChange(version, expected, removed, IsDelete: true, table.Current.Without(expected.Name)));
            return removed;
        }
    }

    private static StoredObject Stamp(ResourceKind kind, JsonObject json, long resourceVersion)
    {
        json.Child("metadata")["resourceVersion"] = resourceVersion.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(kind, json, resourceVersion);
    }

    private static bool IsUnchanged(StoredObject before, JsonObject after)
    {
        after.Child("metadata")["resourceVersion"] = before.ResourceVersion.ToString(CultureInfo.InvariantCulture);
        var bytes = JsonBytes.Serialize(after);
        if (bytes.Length != before.Bytes.Length) return false;
        return before.Bytes.Span.SequenceEqual(bytes) || JsonNode.DeepEquals(before.ToJson(), after);
    }
}
