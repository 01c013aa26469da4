using System.Buffers;
using System.Globalization;
using System.Text;

namespace Deploy.LocalCluster.Listening;

/// <summary>The body of an answer while it comes into being: every write goes out at once, as a chunk of its own where chunks are used.</summary>
internal sealed class AnswerBody(Stream connection, bool isChunked) : Stream
{
    private const int ChunkOverhead = 20;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return;
        if (!isChunked)
        {
            await connection.WriteAsync(buffer, cancellationToken);
            return;
        }

        // One send for size, content and end of the chunk.
        var chunk = ArrayPool<byte>.Shared.Rent(buffer.Length + ChunkOverhead);
        try
        {
            var head = Encoding.ASCII.GetBytes(buffer.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n", chunk);
            buffer.CopyTo(chunk.AsMemory(head));
            "\r\n"u8.CopyTo(chunk.AsSpan(head + buffer.Length));
            await connection.WriteAsync(chunk.AsMemory(0, head + buffer.Length + 2), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes the mark behind the last chunk.</summary>
    public ValueTask EndAsync(CancellationToken ct) => isChunked ? connection.WriteAsync("0\r\n\r\n"u8.ToArray(), ct) : ValueTask.CompletedTask;

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("this body is written asynchronously only");
}
