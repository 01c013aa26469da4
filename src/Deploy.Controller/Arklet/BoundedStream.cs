namespace Deploy.Controller.Arklet;

/// <summary>Reads no more than a given number of bytes of another stream, so that a base gone mad cannot fill the memory.</summary>
internal sealed class BoundedStream(Stream inner, long limit) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("A bounded stream has no known length.");

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("A bounded stream cannot seek.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A bounded stream cannot seek.");

    public override void SetLength(long value) => throw new NotSupportedException("A bounded stream cannot be written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A bounded stream cannot be written.");

    private int Count(int count)
    {
        _read += count;
        return _read <= limit ? count : throw new IOException($"the answer is longer than {limit} bytes");
    }
}
