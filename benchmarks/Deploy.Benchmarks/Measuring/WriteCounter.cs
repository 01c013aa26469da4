namespace Deploy.Benchmarks.Measuring;

/// <summary>Counts the requests that go through it, those that change something apart.</summary>
internal sealed class WriteCounter(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private int _all;
    private int _writes;

    public int All => Volatile.Read(ref _all);

    public int Writes => Volatile.Read(ref _writes);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _all);
        if (request.Method != HttpMethod.Get)
            Interlocked.Increment(ref _writes);
        return base.SendAsync(request, cancellationToken);
    }
}
