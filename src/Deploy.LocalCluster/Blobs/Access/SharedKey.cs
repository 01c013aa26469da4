using System.Text;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Access;

/// <summary>The text that a shared-key signature covers.</summary>
internal static class SharedKey
{
    private static readonly string[] SignedHeaders =
    [
        "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
        "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range",
    ];

    public static string StringToSign(BlobRequest request)
    {
        var text = new StringBuilder(request.Method).Append('\n');
        foreach (var name in SignedHeaders)
            text.Append(Standard(request, name)).Append('\n');
        var own = request.Headers.Where(h => h.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
            .Select(h => (Name: h.Key.ToLowerInvariant(), h.Value)).OrderBy(h => h.Name, StringComparer.Ordinal);
        foreach (var (name, value) in own)
            text.Append(name).Append(':').Append(value.Trim()).Append('\n');
        text.Append('/').Append(request.Account).Append(request.Url.AbsolutePath);
        foreach (var (name, value) in request.Query)
            text.Append('\n').Append(name).Append(':').Append(value);
        return text.ToString();
    }

    private static string Standard(BlobRequest request, string name)
    {
        var value = request.Header(name) ?? "";
        var left = (name == "Content-Length" && value == "0") || (name == "Date" && request.Header("x-ms-date") is not null);
        return left ? "" : value;
    }
}
