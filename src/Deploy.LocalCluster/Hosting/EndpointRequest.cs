namespace Deploy.LocalCluster.Hosting;

/// <summary>A request, wherever it has come from.</summary>
internal sealed class EndpointRequest
{
    private readonly Func<string, string?> header;
    private Dictionary<string, string>? query;

    public EndpointRequest(string method, Uri url, string path, Func<string, string?> header, IEnumerable<KeyValuePair<string, string>> headers, Stream body)
    {
        this.header = header;
        Method = method;
        Url = url;
        Path = path;
        RawQuery = url.Query.TrimStart('?');
        Headers = headers;
        Body = body;
    }

    public string Method { get; }

    /// <summary>As the caller has sent it.</summary>
    public Uri Url { get; }

    /// <summary>What follows the endpoint's own first segment, still percent-encoded; begins with a slash.</summary>
    public string Path { get; }

    public string RawQuery { get; }

    public IEnumerable<KeyValuePair<string, string>> Headers { get; }

    public Stream Body { get; }

    public string? Header(string name) => header(name);

    /// <summary>A decoded query value, the first of that name; null when there is none.</summary>
    public string? Query(string name) => (query ??= Parse(RawQuery)).GetValueOrDefault(name);

    /// <summary>The same request for what lies below another path.</summary>
    public EndpointRequest WithPath(string path) => new(Method, Url, path, header, Headers, Body);

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="InternalBufferOverflowException">It is longer than the limit.</exception>
    public async Task<byte[]> ReadBodyAsync(int limit, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await Body.ReadAsync(chunk, ct)) > 0)
        {
            if (buffer.Length + read > limit) throw new InternalBufferOverflowException($"the body is longer than {limit} bytes");
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    private static Dictionary<string, string> Parse(string raw)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in raw.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            values.TryAdd(Decode(name), Decode(value));
        }

        return values;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
