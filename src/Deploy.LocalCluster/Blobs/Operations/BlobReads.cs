using System.Globalization;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Reads a blob, whole or by range, or just what lies beside its content.</summary>
internal sealed class BlobReads(BlobAccountState state)
{
    public BlobResponse Get(BlobRequest request)
    {
        lock (state.Gate)
        {
            var container = state.Container(request);
            var blob = state.Blob(request);
            var lease = container.BlobLeases.GetValueOrDefault(request.Blob);
            if (BlobConditions.IsUnchanged(request, blob))
                return new BlobResponse(304).With("ETag", blob.ETag);
            if (request.Method == "HEAD" || request.Parameter("comp") == "metadata")
                return BlobHeaders.Describe(new BlobResponse(200) { DeclaredLength = blob.Content.Length }, blob, lease, state.Now);
            if (ByteRange.Parse(request.Header("x-ms-range") ?? request.Header("Range")) is not { } range)
                return BlobHeaders.Describe(new BlobResponse(200) { Content = blob.Content }, blob, lease, state.Now);
            return Part(blob, range, r => BlobHeaders.Describe(r, blob, lease, state.Now));
        }
    }

    private static BlobResponse Part(StoredBlob blob, ByteRange range, Func<BlobResponse, BlobResponse> describe)
    {
        var total = blob.Content.Length;
        if (range.From >= total)
        {
            throw new BlobErrorException(416, "InvalidRange", "The range specified is invalid for the current size of the resource.");
        }
        var length = Math.Min(range.To ?? long.MaxValue, total - 1) - range.From + 1;
        var response = describe(new BlobResponse(206) { Content = new BlobSlice(blob.Content.Segments, range.From, length) });
        // The MD5 beside a part would be taken for the part's own.
        if (response.Headers.Remove("Content-MD5", out var whole))
            response.With("x-ms-blob-content-md5", whole);
        return response.With("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {range.From}-{range.From + length - 1}/{total}"));
    }
}
