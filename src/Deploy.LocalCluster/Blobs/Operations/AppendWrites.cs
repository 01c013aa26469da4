using System.Globalization;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>Append blobs: each append is whole or not there, and none overwrites another.</summary>
internal sealed class AppendWrites(BlobAccountState state)
{
    private const int MaxBlocks = 50_000;

    public async Task<BlobResponse> AppendAsync(BlobRequest request, CancellationToken ct)
    {
        using var digest = TransferDigest.OfPart(request);
        var segment = await digest.ReceiveAsync(ct);
        lock (state.Gate)
        {
            var container = state.Container(request);
            var before = state.Blob(request);
            if (before.Kind != BlobKind.AppendBlob)
                throw BlobErrors.WrongType();
            BlobConditions.CheckWrite(request, container, before, state.Now);
            if (Number(request, "x-ms-blob-condition-appendpos") is { } position && position != before.Content.Length)
                throw new BlobErrorException(412, "AppendPositionConditionNotMet", "The append position condition specified was not met.");
            if (Number(request, "x-ms-blob-condition-maxsize") is { } limit && before.Content.Length + segment.Length > limit)
                throw new BlobErrorException(412, "MaxBlobSizeConditionNotMet", "The max blob size condition specified was not met.");
            if (before.Blocks.Count >= MaxBlocks)
                throw new BlobErrorException(409, "BlockCountExceedsLimit", "The committed block count cannot exceed the maximum limit of 50,000 blocks.");
            CommittedBlock[] blocks = [.. before.Blocks, new("", segment)];
            var after = before with
            {
                Blocks = blocks,
                Content = BlobSlice.All([.. blocks.Select(b => b.Segment)]),
                ETag = state.NextETag(),
                ModifiedOn = state.Now,
            };
            container.Blobs[after.Name] = after;
            return digest.Tell(BlobHeaders.Written(new BlobResponse(201), after)
                .With("x-ms-blob-append-offset", before.Content.Length.ToString(CultureInfo.InvariantCulture))
                .With("x-ms-blob-committed-block-count", blocks.Length.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static long? Number(BlobRequest request, string header) =>
        long.TryParse(request.Header(header), CultureInfo.InvariantCulture, out var number) ? number : null;
}
