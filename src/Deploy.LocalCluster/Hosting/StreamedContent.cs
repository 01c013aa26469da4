using System.IO.Pipelines;
using System.Net;

namespace Deploy.LocalCluster.Hosting;

/// <summary>A body that is written while its reader reads; it ends when the reader goes away.</summary>
internal sealed class StreamedContent(Func<Stream, CancellationToken, Task> write) : HttpContent
{
    private readonly CancellationTokenSource gone = new();

    protected override Task<Stream> CreateContentReadStreamAsync()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 256 * 1024, resumeWriterThreshold: 128 * 1024, useSynchronizationContext: false));
        _ = Task.Run(() => PumpAsync(pipe.Writer));
        return Task.FromResult<Stream>(new ReaderStream(pipe.Reader, gone));
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream, gone.Token);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => write(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        // Disposing twice is allowed; the source is left to the collector, since the pump may still look at its token.
        if (disposing) gone.Cancel();
        base.Dispose(disposing);
    }

    private async Task PumpAsync(PipeWriter writer)
    {
        Exception? failure = null;
        try
        {
            await write(writer.AsStream(leaveOpen: true), gone.Token);
        }
        catch (Exception e)
        {
            failure = e is OperationCanceledException ? null : new IOException("the answer broke off", e);
        }

        await writer.CompleteAsync(failure);
    }

    /// <summary>Tells the writer when it is closed.</summary>
    private sealed class ReaderStream(PipeReader reader, CancellationTokenSource gone) : Stream
    {
        private readonly Stream inner = reader.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.ReadAsync(buffer, offset, count, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                gone.Cancel();
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
