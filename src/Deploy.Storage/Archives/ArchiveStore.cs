using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Deploy.Storage.Faults;

namespace Deploy.Storage.Archives;

/// <summary>
/// The archive of deleted replicas: one blob per replica, written once, and one small index per UTC day.
/// </summary>
public sealed class ArchiveStore
{
    private readonly BlobContainerClient container;
    private readonly ArchiveIndex index;

    internal ArchiveStore(BlobContainerClient container)
    {
        this.container = container;
        index = new ArchiveIndex(container);
    }

    /// <summary>Creates the container when it is missing.</summary>
    public Task CreateContainerAsync(CancellationToken ct = default) => Guarded.RunAsync("Creating the archive container",
        () => container.CreateIfNotExistsAsync(cancellationToken: ct), ct);

    /// <summary>
    /// Writes one replica's diagnostic. What was written first stays: a second write of the same replica on the same
    /// day changes nothing. Call <see cref="IndexAsync"/> afterwards; a replica is listed from then on.
    /// </summary>
    /// <param name="replica">Names the blob.</param>
    /// <param name="diagnostic">JSON, already redacted.</param>
    /// <returns>True when this call wrote it.</returns>
    public async Task<bool> WriteAsync(ArchivedReplica replica, ReadOnlyMemory<byte> diagnostic, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(replica);
        var blob = container.GetBlobClient(replica.BlobName);
        try
        {
            await UploadAsync(blob, diagnostic, ct);
            return true;
        }
        catch (StorageException e) when (e.Fault == StoreFault.ContainerMissing)
        {
            await CreateContainerAsync(ct);
            return await WriteAsync(replica, diagnostic, ct);
        }
        catch (StorageException e) when (e.Fault is StoreFault.AlreadyExists or StoreFault.Conflict)
        {
            return false;
        }
    }

    /// <summary>Adds replicas to the indexes of their days: one append for all of a day. May be repeated.</summary>
    public async Task IndexAsync(IEnumerable<ArchivedReplica> replicas, CancellationToken ct = default)
    {
        foreach (var day in replicas.GroupBy(r => r.Day))
            await index.AppendAsync(day.Key, day, ct);
    }

    /// <summary>The replicas archived on one UTC day, in the order of archiving; empty when there are none. One request.</summary>
    public Task<IReadOnlyList<ArchivedReplica>> ReadDayAsync(DateOnly day, CancellationToken ct = default) => index.ReadAsync(day, ct);

    /// <summary>The replicas archived in a span of time, newest first: one request per UTC day touched.</summary>
    public async IAsyncEnumerable<ArchivedReplica> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (var day = DateOnly.FromDateTime(to.UtcDateTime); day >= DateOnly.FromDateTime(from.UtcDateTime); day = day.AddDays(-1))
        {
            var replicas = await ReadDayAsync(day, ct);
            foreach (var replica in replicas.Where(r => r.ArchivedOn >= from && r.ArchivedOn <= to).OrderByDescending(r => r.ArchivedOn))
                yield return replica;
        }
    }

    /// <summary>The whole diagnostic of an archived replica, as it was written; null when it is not there (any more).</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadDiagnosticAsync(ArchivedReplica replica, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(replica);
        try
        {
            var blob = container.GetBlobClient(replica.BlobName);
            return (await Guarded.RunAsync($"Reading the diagnostic of {replica.Name}", () => blob.DownloadContentAsync(ct), ct)).Value.Content.ToMemory();
        }
        catch (StorageException e) when (e.Fault is StoreFault.NotFound or StoreFault.ContainerMissing)
        {
            return null;
        }
    }

    /// <summary>The days that hold anything, oldest first.</summary>
    public async Task<IReadOnlyList<DateOnly>> ListDaysAsync(CancellationToken ct = default)
    {
        var days = new SortedSet<DateOnly>();
        foreach (var prefix in (string[])[ArchiveNames.Replicas, ArchiveNames.Index])
        {
            var items = container.GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Delimiter = "/", Prefix = prefix }, ct);
            await foreach (var item in Guarded.EachAsync("Listing the archive", Listing.ExistingAsync(items, ct), ct))
            {
                if (ArchiveNames.DayOf(item.IsPrefix ? item.Prefix : item.Blob.Name) is { } day)
                    days.Add(day);
            }
        }
        return [.. days];
    }

    /// <summary>Deletes a whole day: the replicas first and its index last, so that a broken run is found again.</summary>
    /// <returns>How many blobs were deleted.</returns>
    public async Task<int> DeleteDayAsync(DateOnly day, CancellationToken ct = default)
    {
        var deleted = 0;
        foreach (var prefix in (string[])[ArchiveNames.DayPrefix(day), ArchiveNames.DayIndex(day, 0)[..^"0.jsonl".Length]])
        {
            var blobs = container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, ct);
            var pace = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct };
            await Parallel.ForEachAsync(Guarded.EachAsync("Listing the archive", Listing.ExistingAsync(blobs, ct), ct), pace, async (blob, token) =>
            {
                await Guarded.RunAsync("Deleting from the archive",
                    () => container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: token), token);
                Interlocked.Increment(ref deleted);
            });
        }
        return deleted;
    }

    private static async Task UploadAsync(BlobClient blob, ReadOnlyMemory<byte> diagnostic, CancellationToken ct) =>
        await Guarded.RunAsync("Writing a diagnostic to the archive", () => blob.UploadAsync(new BinaryData(diagnostic), new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Conditions = new BlobRequestConditions { IfNoneMatch = Azure.ETag.All },
        }, ct), ct);
}
