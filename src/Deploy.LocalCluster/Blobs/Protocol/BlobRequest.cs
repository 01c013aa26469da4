namespace Deploy.LocalCluster.Blobs.Protocol;

/// <summary>A request to the account, independent of how it came in.</summary>
internal sealed class BlobRequest
{
    private readonly Dictionary<string, string> headers;

    public BlobRequest(string method, Uri url, string account, IEnumerable<KeyValuePair<string, string>> headers, Stream body)
    {
        Method = method;
        Url = url;
        Account = account;
        this.headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
            this.headers[name] = value;
        Body = body;
        Query = ParseQuery(url.Query);
        (Container, Blob) = Split(url.AbsolutePath, account);
    }

    public string Method { get; }

    public Uri Url { get; }

    public string Account { get; }

    /// <summary>Container name; empty for the account itself.</summary>
    public string Container { get; }

    /// <summary>Decoded blob name; empty for the container itself.</summary>
    public string Blob { get; }

    /// <summary>Decoded query parameters by name.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    public IReadOnlyDictionary<string, string> Headers => headers;

    public Stream Body { get; }

    public string? Header(string name) => headers.GetValueOrDefault(name);

    public string Parameter(string name) => Query.GetValueOrDefault(name) ?? "";

    private static (string Container, string Blob) Split(string path, string account)
    {
        var rest = path.TrimStart('/');
        rest = rest.StartsWith(account, StringComparison.Ordinal) ? rest[account.Length..].TrimStart('/') : rest;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? (Uri.UnescapeDataString(rest), "")
            : (Uri.UnescapeDataString(rest[..slash]), Uri.UnescapeDataString(rest[(slash + 1)..]));
    }

    private static SortedDictionary<string, string> ParseQuery(string query)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]).ToLowerInvariant();
            all[name] = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
        }
        return all;
    }
}
