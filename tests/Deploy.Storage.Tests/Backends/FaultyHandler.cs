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

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref count);
        lock (Seen)
            Seen.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        if (Before(request, number) is { } answer)
            return answer;
        var response = await base.SendAsync(request, cancellationToken);
        After(request, number);
        return response;
    }
}
