namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>Reads a slice from front to end, segment by segment.</summary>
internal sealed class BlobSliceStream : Stream
{
    private readonly BlobSlice slice;
    private int segment;
    private long offset;
    private long left;

    public BlobSliceStream(BlobSlice slice)
    {
        this.slice = slice;
        offset = slice.Offset;
        left = slice.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => slice.Length;

    public override long Position { get => slice.Length - left; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0 || buffer.Length == 0)
            return 0;
        return Advance(await Current().ReadAsync(offset, buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        left == 0 || count == 0 ? 0 : Advance(Current().Read(this.offset, buffer.AsSpan(offset, (int)Math.Min(count, left))));

    public override void Flush()
    {
        // Nothing is buffered.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private BlobSegment Current()
    {
        while (offset >= slice.Segments[segment].Length)
            offset -= slice.Segments[segment++].Length;
        return slice.Segments[segment];
    }

    private int Advance(int read)
    {
        offset += read;
        left -= read;
        return read;
    }
}
