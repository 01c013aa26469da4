using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Puts whole blobs, sets what lies beside their content, and deletes them.</summary>
internal sealed class BlobWrites(BlobAccountState state)
{
    public async Task<BlobResponse> PutAsync(BlobRequest request, CancellationToken ct)
    {
        if (request.Header("x-ms-copy-source") is not null)
            throw BlobErrors.Unsupported("Copying a blob");
        if (!Enum.TryParse<BlobKind>(request.Header("x-ms-blob-type"), out var kind))
            throw BlobErrors.Invalid("x-ms-blob-type");
        using var digest = kind == BlobKind.BlockBlob ? TransferDigest.OfBlob(request) : TransferDigest.OfPart(request);
        var segment = await digest.ReceiveAsync(ct);
        lock (state.Gate)
        {
            var container = state.Container(request);
            var before = container.Blobs.GetValueOrDefault(request.Blob);
            BlobConditions.CheckWrite(request, container, before, state.Now);
            var properties = BlobHeaders.Properties(request);
            if (kind == BlobKind.BlockBlob)
                properties.TryAdd("Content-MD5", digest.Md5!);
            var blob = new StoredBlob
            {
                Name = request.Blob,
                Kind = kind,
                ETag = state.NextETag(),
                CreatedOn = before?.CreatedOn ?? state.Now,
                ModifiedOn = state.Now,
                Content = segment.Length == 0 ? BlobSlice.Empty : BlobSlice.All([segment]),
                Metadata = BlobHeaders.Metadata(request),
                Properties = properties,
            };
            container.Blobs[blob.Name] = blob;
            container.Uncommitted.Remove(blob.Name);
            return digest.Tell(BlobHeaders.Written(new BlobResponse(201), blob));
        }
    }

    public BlobResponse SetMetadata(BlobRequest request) => Change(request, b => b with { Metadata = BlobHeaders.Metadata(request) });

    public BlobResponse SetProperties(BlobRequest request) => Change(request, b => b with { Properties = BlobHeaders.Properties(request) });

    public BlobResponse Delete(BlobRequest request)
    {
        lock (state.Gate)
        {
            var container = state.Container(request);
            BlobConditions.CheckWrite(request, container, state.Blob(request), state.Now);
            container.Blobs.Remove(request.Blob);
            container.Uncommitted.Remove(request.Blob);
            container.BlobLeases.Remove(request.Blob);
            return new BlobResponse(202).With("x-ms-delete-type-permanent", "true");
        }
    }

    private BlobResponse Change(BlobRequest request, Func<StoredBlob, StoredBlob> change)
    {
        lock (state.Gate)
        {
            var container = state.Container(request);
            var before = state.Blob(request);
            BlobConditions.CheckWrite(request, container, before, state.Now);
            var after = change(before) with { ETag = state.NextETag(), ModifiedOn = state.Now };
            container.Blobs[after.Name] = after;
            return BlobHeaders.Written(new BlobResponse(200), after);
        }
    }
}
