using System.Globalization;
using System.Text;

namespace Deploy.LocalCluster.Listening;

/// <summary>Request line and header fields of one request.</summary>
internal sealed class RequestHead
{
    private readonly List<KeyValuePair<string, string>> headers = [];

    private RequestHead(string method, string target, bool isOld)
    {
        Method = method;
        Target = target;
        IsOld = isOld;
    }

    public string Method { get; }

    /// <summary>Path and query as sent.</summary>
    public string Target { get; }

    /// <summary>HTTP/1.0: no chunks, and the connection ends with the answer.</summary>
    public bool IsOld { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public bool IsChunked => Header("Transfer-Encoding") is not null;

    public long ContentLength => Header("Content-Length") is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    public bool KeepsAlive => !IsOld && !string.Equals(Header("Connection"), "close", StringComparison.OrdinalIgnoreCase);

    public bool ExpectsContinue => string.Equals(Header("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>The values of a field, joined where it comes more than once; null when it does not come.</summary>
    public string? Header(string name)
    {
        string? found = null;
        foreach (var (key, value) in headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) found = found is null ? value : $"{found}, {value}";
        }

        return found;
    }

    /// <param name="text">Everything before the empty line.</param>
    /// <exception cref="InvalidDataException">It is no head that can be served.</exception>
    public static RequestHead Parse(ReadOnlySpan<byte> text)
    {
        var lines = Encoding.Latin1.GetString(text).Split("\r\n");
        if (lines[0].Split(' ') is not [{ Length: > 0 } method, { Length: > 0 } target, "HTTP/1.1" or "HTTP/1.0"])
            throw new InvalidDataException("the request line is none");
        if (target[0] != '/') target = Uri.TryCreate(target, UriKind.Absolute, out var whole) ? whole.PathAndQuery : throw new InvalidDataException("the target is not a path");
        var head = new RequestHead(method, target, lines[0].EndsWith("1.0", StringComparison.Ordinal));
        foreach (var line in lines.AsSpan(1)) head.AddField(line);
        head.CheckLength();
        return head;
    }

    private void AddField(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || char.IsWhiteSpace(line[0]) || char.IsWhiteSpace(line[colon - 1])) throw new InvalidDataException("a header field is none");
        headers.Add(new(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
    }

    private void CheckLength()
    {
        var length = Header("Content-Length");
        if (length is not null && !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _)) throw new InvalidDataException("the length is no number");
        if (!IsChunked) return;
        if (length is not null || !string.Equals(Header("Transfer-Encoding"), "chunked", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException("the length of the body is not clear");
    }
}
