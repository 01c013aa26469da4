using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Deploy.Storage.Faults;

namespace Deploy.Storage.Archives;

/// <summary>
/// The index of one day: an append blob of JSON lines. Appends of several archivers never lose one another, and a
/// line that a repeated append wrote twice collapses on reading.
/// </summary>
internal sealed class ArchiveIndex(BlobContainerClient container)
{
    private const int MaxParts = 100;
    private const int MaxAppendBytes = 2 << 20;

    public async Task AppendAsync(DateOnly day, IEnumerable<ArchivedReplica> replicas, CancellationToken ct)
    {
        foreach (var chunk in Chunks(replicas))
            await AppendAsync(day, chunk, ct);
    }

    public async Task<IReadOnlyList<ArchivedReplica>> ReadAsync(DateOnly day, CancellationToken ct)
    {
        var byUid = new Dictionary<string, ArchivedReplica>(StringComparer.Ordinal);
        for (var part = 0; part < MaxParts; part++)
        {
            if (await ReadPartAsync(day, part, ct) is not { } content)
                break;
            foreach (var replica in Parse(content))
                byUid.TryAdd(replica.Uid, replica);
            // Only a part that is nearly out of blocks has a successor, so a usual day is read in one request.
            if (content.Details.BlobCommittedBlockCount < 50_000)
                break;
        }
        return [.. byUid.Values];
    }

    private async Task AppendAsync(DateOnly day, byte[] lines, CancellationToken ct)
    {
        for (var part = 0; part < MaxParts; part++)
        {
            var blob = container.GetAppendBlobClient(ArchiveNames.DayIndex(day, part));
            if (await TryAppendAsync(blob, lines, ct))
                return;
        }
        throw new StorageException(StoreFault.Invalid, $"The archive index of {day:O} is full.", "Shorten the archive's content or archive less often.");
    }

    private static Task<bool> TryAppendAsync(AppendBlobClient blob, byte[] lines, CancellationToken ct) =>
        Guarded.RunAsync("Writing the archive index", async () =>
        {
            try
            {
                await AppendOrCreateAsync(blob, lines, ct);
                return true;
            }
            catch (Azure.RequestFailedException e) when (e.ErrorCode == "BlockCountExceedsLimit")
            {
                return false;
            }
        }, ct);

    private static async Task AppendOrCreateAsync(AppendBlobClient blob, byte[] lines, CancellationToken ct)
    {
        try
        {
            await blob.AppendBlockAsync(new MemoryStream(lines), cancellationToken: ct);
        }
        catch (Azure.RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound.ToString())
        {
            await blob.CreateIfNotExistsAsync(cancellationToken: ct);
            await blob.AppendBlockAsync(new MemoryStream(lines), cancellationToken: ct);
        }
    }

    private async Task<BlobDownloadResult?> ReadPartAsync(DateOnly day, int part, CancellationToken ct)
    {
        try
        {
            var blob = container.GetAppendBlobClient(ArchiveNames.DayIndex(day, part));
            return (await Guarded.RunAsync("Reading the archive index", () => blob.DownloadContentAsync(ct), ct)).Value;
        }
        catch (StorageException e) when (e.Fault is StoreFault.NotFound or StoreFault.ContainerMissing)
        {
            return null;
        }
    }

    private static IEnumerable<ArchivedReplica> Parse(BlobDownloadResult content)
    {
        foreach (var line in content.Content.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (TryParse(line) is { } replica)
                yield return replica;
        }
    }

    private static ArchivedReplica? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ArchiveJson.Default.ArchivedReplica);
        }
        catch (JsonException)
        {
            // One unreadable line (a foreign append) must not hide the rest of the day.
            return null;
        }
    }

    private static IEnumerable<byte[]> Chunks(IEnumerable<ArchivedReplica> replicas)
    {
        var text = new StringBuilder();
        foreach (var replica in replicas)
        {
            text.Append(JsonSerializer.Serialize(replica, ArchiveJson.Default.ArchivedReplica)).Append('\n');
            if (text.Length < MaxAppendBytes)
                continue;
            yield return Encoding.UTF8.GetBytes(text.ToString());
            text.Clear();
        }
        if (text.Length > 0)
            yield return Encoding.UTF8.GetBytes(text.ToString());
    }
}
