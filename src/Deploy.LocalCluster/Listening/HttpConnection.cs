using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Listening;

/// <summary>One connection: requests one after the other, each answered before the next is read.</summary>
internal sealed class HttpConnection : IAsyncDisposable
{
    private const int LongestHead = 64 * 1024;
    private const int MostSkipped = 1024 * 1024;

    private readonly NetworkStream stream;
    private readonly PipeReader reader;
    private readonly Uri origin;
    private readonly EndpointRouter router;

    public HttpConnection(Socket socket, Uri origin, EndpointRouter router)
    {
        socket.NoDelay = true;
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 8 * 1024, leaveOpen: true));
        this.origin = origin;
        this.router = router;
    }

    /// <exception cref="IOException">The caller has gone away in the middle.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (await HeadAsync(ct) is { } head)
            {
                if (!await ServeAsync(head, ct)) return;
            }
        }
        catch (InvalidDataException)
        {
            await stream.WriteAsync("HTTP/1.1 400 BadRequest\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await reader.CompleteAsync();
        await stream.DisposeAsync();
    }

    private async Task<RequestHead?> HeadAsync(CancellationToken ct)
    {
        while (true)
        {
            var result = await reader.ReadAsync(ct);
            if (TryParse(result) is { } head) return head;
            if (result.IsCompleted) return null;
        }
    }

    private RequestHead? TryParse(ReadResult result)
    {
        var bytes = result.Buffer.IsSingleSegment ? result.Buffer.FirstSpan : System.Buffers.BuffersExtensions.ToArray(result.Buffer);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            if (bytes.Length > LongestHead) throw new InvalidDataException("the head is too long");
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            return null;
        }

        var head = RequestHead.Parse(bytes[..end]);
        reader.AdvanceTo(result.Buffer.GetPosition(end + 4));
        return head;
    }

    /// <returns>Whether another request may follow.</returns>
    private async Task<bool> ServeAsync(RequestHead head, CancellationToken ct)
    {
        if (head.ExpectsContinue) await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), ct);
        await using var body = new RequestBody(reader, head.ContentLength, head.IsChunked);
        if (!Uri.TryCreate(origin.GetLeftPart(UriPartial.Authority) + head.Target, UriKind.Absolute, out var url)) throw new InvalidDataException("the target is no path");
        var answer = await router.HandleAsync(new EndpointRequest(head.Method, url, url.AbsolutePath, head.Header, head.Headers, body), ct);
        var reusable = await body.SkipAsync(MostSkipped, ct) && head.KeepsAlive;
        if (answer.WriteBody is not null && head.Method != "HEAD") await StreamAsync(head, answer, reusable, ct);
        else await SendAsync(head, answer, reusable, ct);
        return reusable;
    }

    /// <summary>Head and body in one send.</summary>
    private async Task SendAsync(RequestHead head, EndpointResponse answer, bool reusable, CancellationToken ct)
    {
        var text = Head(answer, answer.ContentLength ?? (answer.WriteBody is null ? answer.Body.Length : null), isChunked: false, reusable);
        var hasBody = head.Method != "HEAD" && answer.Status is not (204 or 304);
        var message = new byte[text.Length + (hasBody ? answer.Body.Length : 0)];
        text.CopyTo(message, 0);
        if (hasBody) answer.Body.CopyTo(message.AsMemory(text.Length));
        await stream.WriteAsync(message, ct);
    }

    /// <summary>The head at once, then the body as it comes; it stops when the reader goes away.</summary>
    private async Task StreamAsync(RequestHead head, EndpointResponse answer, bool reusable, CancellationToken ct)
    {
        var isChunked = answer.ContentLength is null && !head.IsOld;
        await stream.WriteAsync(Head(answer, answer.ContentLength, isChunked, reusable), ct);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = WatchAsync(gone);
        var body = new AnswerBody(stream, isChunked);
        try
        {
            await answer.WriteBody!(body, gone.Token);
            await body.EndAsync(ct);
        }
        finally
        {
            reader.CancelPendingRead();
            await watching;
        }
    }

    /// <summary>Cancels when the other end closes; what it sends meanwhile is left for the next request.</summary>
    private async Task WatchAsync(CancellationTokenSource gone)
    {
        try
        {
            var result = await reader.ReadAsync(gone.Token);
            if (result.IsCompleted) await gone.CancelAsync();
            reader.AdvanceTo(result.Buffer.Start);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            await gone.CancelAsync();
        }
    }

    private static byte[] Head(EndpointResponse answer, long? length, bool isChunked, bool reusable)
    {
        var head = new StringBuilder(256);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {(HttpStatusCode)answer.Status}\r\n");
        if (answer.ContentType is { } type) head.Append("Content-Type: ").Append(type).Append("\r\n");
        foreach (var (name, value) in answer.Headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (isChunked) head.Append("Transfer-Encoding: chunked\r\n");
        else if (length is { } known && answer.Status is not (204 or 304)) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {known}\r\n");
        if (!reusable) head.Append("Connection: close\r\n");
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }
}
