using Deploy.LocalCluster.Blobs.Access;

namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>A container: its blobs in the order of their names, blocks not committed yet, and leases.</summary>
internal sealed class BlobContainer(string name, string etag, DateTimeOffset created, IReadOnlyDictionary<string, string> metadata)
{
    public string Name { get; } = name;

    public string ETag { get; } = etag;

    public DateTimeOffset ModifiedOn { get; } = created;

    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;

    public SortedDictionary<string, StoredBlob> Blobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Uncommitted blocks by blob name, then by block id.</summary>
    public Dictionary<string, Dictionary<string, BlobSegment>> Uncommitted { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, BlobLease> BlobLeases { get; } = new(StringComparer.Ordinal);

    public BlobLease Lease { get; } = new();
}
