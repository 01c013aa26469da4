namespace Deploy.Storage.Tests.Backends;

/// <summary>Lets a test break or change requests on their way.</summary>
public sealed class FaultyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private int count;

    public int Count => Volatile.Read(ref count);

    public List<string> Seen { get; } = [];

    /// <summary>Given the request and its number (from 1): an answer of its own, null to pass it on; may throw.</summary>
    public Func<HttpRequestMessage, int, HttpResponseMessage?> Before { get; init; } = (_, _) => null;

    /// <summary>Runs when the store has answered; may throw, so that the client never learns of it.</summary>
    public Action<HttpRequestMessage, int> After { get; init; } = (_, _) => { };

    /// <summary>Which requests arrive with one bit of their body changed.</summary>
    public Func<HttpRequestMessage, bool> Damages { get; init; } = _ => false;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref count);
        lock (Seen)
            Seen.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        if (Before(request, number) is { } answer)
            return answer;
        if (Damages(request))
            request.Content = await DamagedAsync(request.Content!, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        After(request, number);
        return response;
    }

    private static async Task<ByteArrayContent> DamagedAsync(HttpContent content, CancellationToken ct)
    {
        var bytes = await content.ReadAsByteArrayAsync(ct);
        bytes[bytes.Length / 2] ^= 1;
        var damaged = new ByteArrayContent(bytes);
        foreach (var header in content.Headers)
            damaged.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return damaged;
    }
}
