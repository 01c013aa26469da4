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
