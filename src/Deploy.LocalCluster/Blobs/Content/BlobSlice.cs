namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>A range of bytes over the segments of a blob, fixed at the moment it was taken.</summary>
internal sealed record BlobSlice(IReadOnlyList<BlobSegment> Segments, long Offset, long Length)
{
    public static readonly BlobSlice Empty = new([], 0, 0);

    public static BlobSlice Of(ReadOnlyMemory<byte> bytes) => new([BlobSegment.Of(bytes)], 0, bytes.Length);

    public static BlobSlice All(IReadOnlyList<BlobSegment> segments) => new(segments, 0, segments.Sum(s => s.Length));

    public Stream Open() => new BlobSliceStream(this);
}
