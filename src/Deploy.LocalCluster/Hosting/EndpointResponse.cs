namespace Deploy.LocalCluster.Hosting;

/// <summary>An answer: bytes that are there already, or a body that is written while it comes into being.</summary>
internal sealed class EndpointResponse
{
    public required int Status { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Further headers; a name may occur more than once.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Writes a body of unknown length, flushing where the reader should see what is there; it takes the place of <see cref="Body"/>.</summary>
    public Func<Stream, CancellationToken, Task>? WriteBody { get; init; }

    /// <summary>Length to announce where it is not the length of <see cref="Body"/> (an answer to HEAD, or a written body of known length).</summary>
    public long? ContentLength { get; init; }

    public static EndpointResponse Empty(int status) => new() { Status = status };

    public static EndpointResponse Json(int status, ReadOnlyMemory<byte> body) => new() { Status = status, ContentType = "application/json", Body = body };

    public static EndpointResponse Text(int status, string text) =>
        new() { Status = status, ContentType = "text/plain; charset=utf-8", Body = System.Text.Encoding.UTF8.GetBytes(text) };
}
