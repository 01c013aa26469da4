using System.Xml;
using System.Xml.Linq;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Block blobs: blocks come in by themselves and become the blob by one list.</summary>
internal sealed class BlockWrites(BlobAccountState state)
{
    public async Task<BlobResponse> PutBlockAsync(BlobRequest request, CancellationToken ct)
    {
        var id = request.Parameter("blockid");
        if (!Convert.TryFromBase64String(id, new byte[64], out _))
            throw BlobErrors.Invalid("blockid");
        using var digest = TransferDigest.OfPart(request);
        var segment = await digest.ReceiveAsync(ct);
        lock (state.Gate)
        {
            var container = state.Container(request);
            if (container.Blobs.GetValueOrDefault(request.Blob)?.Kind == BlobKind.AppendBlob)
                throw BlobErrors.WrongType();
            if (!container.Uncommitted.TryGetValue(request.Blob, out var waiting))
                container.Uncommitted[request.Blob] = waiting = new(StringComparer.Ordinal);
            if (waiting.Keys.FirstOrDefault() is { } other && other.Length != id.Length)
                throw new BlobErrorException(400, "InvalidBlobOrBlock", "The specified blob or block content is invalid.");
            waiting[id] = segment;
            return digest.Tell(new BlobResponse(201).With("x-ms-request-server-encrypted", "true"));
        }
    }

    public async Task<BlobResponse> CommitAsync(BlobRequest request, CancellationToken ct)
    {
        using var digest = TransferDigest.OfPart(request);
        var body = await digest.ReceiveAsync(ct);
        var list = await BlockListAsync(body, ct);
        lock (state.Gate)
        {
            var container = state.Container(request);
            var before = container.Blobs.GetValueOrDefault(request.Blob);
            BlobConditions.CheckWrite(request, container, before, state.Now);
            CommittedBlock[] blocks = [.. list.Elements().Select(e => Find(e, before, container.Uncommitted.GetValueOrDefault(request.Blob)))];
            var blob = new StoredBlob
            {
                Name = request.Blob,
                Kind = BlobKind.BlockBlob,
                ETag = state.NextETag(),
                CreatedOn = before?.CreatedOn ?? state.Now,
                ModifiedOn = state.Now,
                Blocks = blocks,
                Content = BlobSlice.All([.. blocks.Select(b => b.Segment)]),
                Metadata = BlobHeaders.Metadata(request),
                Properties = BlobHeaders.Properties(request),
            };
            container.Blobs[blob.Name] = blob;
            container.Uncommitted.Remove(blob.Name);
            return digest.Tell(BlobHeaders.Written(new BlobResponse(201), blob));
        }
    }

    public BlobResponse List(BlobRequest request)
    {
        lock (state.Gate)
        {
            var container = state.Container(request);
            var blob = container.Blobs.GetValueOrDefault(request.Blob);
            var waiting = container.Uncommitted.GetValueOrDefault(request.Blob);
            if (blob is null && waiting is null)
                throw BlobErrors.NoBlob();
            var type = request.Parameter("blocklisttype");
            var root = new XElement("BlockList");
            if (type is "" or "committed" or "all")
                root.Add(new XElement("CommittedBlocks", blob?.Blocks.Select(b => Block(b.Id, b.Segment))));
            if (type is "uncommitted" or "all")
                root.Add(new XElement("UncommittedBlocks", waiting?.Select(b => Block(b.Key, b.Value))));
            var response = BlobResponse.Xml(200, root);
            return blob is null ? response : BlobHeaders.Written(response, blob);
        }
    }

    private static async Task<XElement> BlockListAsync(BlobSegment body, CancellationToken ct)
    {
        try
        {
            await using var content = BlobSlice.All([body]).Open();
            return await XElement.LoadAsync(content, LoadOptions.None, ct);
        }
        catch (XmlException)
        {
            throw BlobErrors.InvalidXml();
        }
    }

    private static XElement Block(string id, BlobSegment segment) => new("Block", new XElement("Name", id), new XElement("Size", segment.Length));

    private static CommittedBlock Find(XElement entry, StoredBlob? blob, Dictionary<string, BlobSegment>? waiting)
    {
        var id = entry.Value.Trim();
        var segment = entry.Name.LocalName switch
        {
            "Uncommitted" => waiting?.GetValueOrDefault(id),
            "Committed" => Committed(blob, id),
            _ => waiting?.GetValueOrDefault(id) ?? Committed(blob, id),
        };
        return segment is null
            ? throw new BlobErrorException(400, "InvalidBlockList", "The specified block list is invalid.")
            : new(id, segment);
    }

    private static BlobSegment? Committed(StoredBlob? blob, string id) => blob?.Blocks.FirstOrDefault(b => b.Id == id)?.Segment;
}
