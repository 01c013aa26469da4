using System.Globalization;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>All containers. Every reading and changing of it happens under its gate, bodies are read before.</summary>
internal sealed class BlobAccountState(TimeProvider time, Uri endpoint)
{
    private long version;

    public Lock Gate { get; } = new();

    public Uri Endpoint { get; } = endpoint;

    public SortedDictionary<string, BlobContainer> Containers { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => time.GetUtcNow();

    public string NextETag() => string.Create(CultureInfo.InvariantCulture, $"\"0x8D{++version:X13}\"");

    public BlobContainer Container(BlobRequest request) => Containers.GetValueOrDefault(request.Container) ?? throw BlobErrors.NoContainer();

    public StoredBlob Blob(BlobRequest request) => Container(request).Blobs.GetValueOrDefault(request.Blob) ?? throw BlobErrors.NoBlob();
}
