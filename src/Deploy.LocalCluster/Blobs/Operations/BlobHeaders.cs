using Deploy.LocalCluster.Blobs.Access;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>What travels in headers beside a blob's content: metadata and HTTP properties.</summary>
internal static class BlobHeaders
{
    private const string MetaPrefix = "x-ms-meta-";

    private static readonly string[] HttpProperties =
        ["Content-Type", "Content-MD5", "Content-Encoding", "Content-Language", "Content-Disposition", "Cache-Control"];

    public static Dictionary<string, string> Metadata(BlobRequest request) => request.Headers
        .Where(h => h.Key.StartsWith(MetaPrefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(h => h.Key[MetaPrefix.Length..], h => h.Value, StringComparer.OrdinalIgnoreCase);

    public static Dictionary<string, string> Properties(BlobRequest request)
    {
        var set = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in HttpProperties)
        {
            if (request.Header("x-ms-blob-" + name) is { } value)
                set[name] = value;
        }
        return set;
    }

    public static BlobResponse Describe(BlobResponse response, StoredBlob blob, BlobLease? lease, DateTimeOffset now)
    {
        Written(response, blob)
            .With("x-ms-blob-type", blob.Kind.ToString())
            .With("x-ms-creation-time", BlobResponse.HttpDate(blob.CreatedOn))
            .With("x-ms-lease-state", lease?.State(now) ?? "available")
            .With("x-ms-lease-status", lease?.IsHeld(now) == true ? "locked" : "unlocked")
            .With("x-ms-server-encrypted", "true")
            .With("Accept-Ranges", "bytes");
        if (blob.Kind == BlobKind.AppendBlob)
            response.With("x-ms-blob-committed-block-count", blob.Blocks.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, value) in blob.Metadata)
            response.With(MetaPrefix + name, value);
        response.With("Content-Type", "application/octet-stream");
        foreach (var (name, value) in blob.Properties)
            response.With(name, value);
        return response;
    }

    public static BlobResponse Written(BlobResponse response, StoredBlob blob) => response
        .With("ETag", blob.ETag).With("Last-Modified", BlobResponse.HttpDate(blob.ModifiedOn)).With("x-ms-request-server-encrypted", "true");
}
