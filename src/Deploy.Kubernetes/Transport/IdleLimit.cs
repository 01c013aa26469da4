namespace Deploy.Kubernetes.Transport;

/// <summary>Ends a read of a stream on which nothing arrives for too long, as happens when the other side vanished.</summary>
internal sealed class IdleLimit(TimeSpan limit, TimeProvider time) : IDisposable
{
    private CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, time);

    /// <exception cref="TimeoutException">Nothing arrived in time.</exception>
    internal async ValueTask<int> ReadAsync(Stream stream, Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            int read;
            // Over before the source is renewed: to cancel one that is disposed of would throw at whoever cancels.
            using (cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source))
            {
                _source.CancelAfter(limit);
                read = await stream.ReadAsync(target, _source.Token);
            }
            Renew();
            return read;
        }
        catch (OperationCanceledException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"nothing arrived for {limit.TotalSeconds:0.###} s.", failure);
        }
    }

    public void Dispose() => _source.Dispose();

    private void Renew()
    {
        if (_source.TryReset())
            return;
        _source.Dispose();
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }
}

/// <summary>A body whose reads end when nothing arrives for too long, for what reads streams by itself. Only asynchronous reads.</summary>
internal sealed class IdleStream(Stream inner, IdleLimit limit) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => limit.ReadAsync(inner, buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            limit.Dispose();
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
