using System.Buffers;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Deploy.Storage.Faults;

namespace Deploy.Storage.Packages;

/// <summary>
/// Sends a stream block by block and makes it visible by one commit at the end. Whatever breaks before leaves only
/// uncommitted blocks, which the next try takes over and the store drops by itself after a week.
/// </summary>
internal sealed class BlockUpload(BlockBlobClient blob, PackageUpload upload, IProgress<TransferProgress>? progress)
{
    private const int MaxBlocks = 50_000;
    private long sent;
    private long resumed;

    public long Sent => sent;

    public long Resumed => resumed;

    public async Task RunAsync(Stream content, DateTimeOffset now, CancellationToken ct)
    {
        var waiting = await UncommittedAsync(ct);
        using var reader = new BlockReader(content, BlockSize(upload));
        var pace = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(upload.Parallel, 1, 32), CancellationToken = ct };
        await Parallel.ForEachAsync(reader.ReadAsync(ct), pace, (block, token) => SendAsync(block, waiting, token));
        if (reader.Length != upload.Size || !reader.Sha256().Equals(upload.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new StorageException(StoreFault.DigestMismatch,
                $"{upload.Address}: the content has {reader.Length} bytes and digest {reader.Sha256()}, not {upload.Size} and {upload.Sha256.ToLowerInvariant()}.",
                "The file changed since it was checked, or the digest was given wrongly; check it and upload again.");
        }
        await CommitAsync(reader.Ids, now, ct);
    }

    internal static int BlockSize(PackageUpload upload)
    {
        var wanted = Math.Clamp(upload.BlockSize, 64 << 10, 100 << 20);
        var needed = (upload.Size + MaxBlocks - 1) / MaxBlocks;
        return (int)Math.Min(Math.Max(wanted, needed), 2_000L << 20);
    }

    private async ValueTask SendAsync(PackageBlock block, Dictionary<string, long> waiting, CancellationToken ct)
    {
        try
        {
            if (waiting.TryGetValue(block.Id, out var size) && size == block.Length)
                Interlocked.Add(ref resumed, block.Length);
            else
                await StageAsync(block, ct);
            progress?.Report(new(Interlocked.Read(ref sent) + Interlocked.Read(ref resumed), upload.Size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block.Buffer);
        }
    }

    private async Task StageAsync(PackageBlock block, CancellationToken ct)
    {
        await Guarded.RunAsync($"Upload of {upload.Address}", () => blob.StageBlockAsync(block.Id, block.Open(), cancellationToken: ct), ct);
        Interlocked.Add(ref sent, block.Length);
    }

    private async Task<Dictionary<string, long>> UncommittedAsync(CancellationToken ct)
    {
        try
        {
            var list = await Guarded.RunAsync($"Upload of {upload.Address}",
                () => blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: ct), ct);
            return list.Value.UncommittedBlocks.DistinctBy(b => b.Name).ToDictionary(b => b.Name, b => b.SizeLong, StringComparer.Ordinal);
        }
        catch (StorageException e) when (e.Fault == StoreFault.NotFound)
        {
            return [];
        }
    }

    private async Task CommitAsync(List<string> ids, DateTimeOffset now, CancellationToken ct) => await Guarded.RunAsync($"Upload of {upload.Address}",
        () => blob.CommitBlockListAsync(ids, new CommitBlockListOptions
        {
            Metadata = PackageMetadata.Write(upload, now),
            HttpHeaders = new BlobHttpHeaders { ContentType = ContentType(upload.Address.File) },
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        }, ct), ct);

    private static string ContentType(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".JAR" => "application/java-archive",
        ".ZIP" => "application/zip",
        _ => "application/octet-stream",
    };
}
