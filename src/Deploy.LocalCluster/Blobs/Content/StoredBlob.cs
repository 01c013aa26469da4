namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>One committed state of a blob. A write makes a new one, so that a reader keeps what it began with.</summary>
internal sealed record StoredBlob
{
    public required string Name { get; init; }

    public required BlobKind Kind { get; init; }

    public required string ETag { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    public required DateTimeOffset ModifiedOn { get; init; }

    public BlobSlice Content { get; init; } = BlobSlice.Empty;

    /// <summary>Ids and sizes of the committed blocks, in order.</summary>
    public IReadOnlyList<CommittedBlock> Blocks { get; init; } = [];

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Content-Type, -MD5, -Encoding, -Language, -Disposition and Cache-Control, as the client set them.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
