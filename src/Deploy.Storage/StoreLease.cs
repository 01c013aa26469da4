using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Deploy.Storage.Faults;

namespace Deploy.Storage;

/// <summary>
/// Held by one of all processes that use a store, whichever clusters they look after: a lease of the store's own on an empty blob. It is
/// renewed until it is let go, and runs out by itself where its holder died; the store's clock alone counts.
/// </summary>
public sealed class StoreLease : IAsyncDisposable
{
    // The longest that a blob service leases for, but for ever.
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private readonly BlobLeaseClient lease;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource stop = new();
    private Task renewing = Task.CompletedTask;

    private StoreLease(BlobLeaseClient lease, TimeProvider time) => (this.lease, this.time) = (lease, time);

    /// <summary>Cancelled when it could not be renewed, before anybody else may have it.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Takes it; null when another holds it.</summary>
    internal static async Task<StoreLease?> TryTakeAsync(BlobContainerClient container, string name, TimeProvider time, CancellationToken ct)
    {
        const string What = "Taking a lease in the store";
        var blob = container.GetBlobClient(".leases/" + name);
        try
        {
            var client = blob.GetBlobLeaseClient();
            try
            {
                await Guarded.RunAsync(What, () => client.AcquireAsync(Duration, cancellationToken: ct), ct);
            }
            catch (StorageException e) when (e.Fault is StoreFault.NotFound or StoreFault.ContainerMissing)
            {
                await Guarded.RunAsync(What, () => container.CreateIfNotExistsAsync(cancellationToken: ct), ct);
                await CreateAsync(blob, What, ct);
                await Guarded.RunAsync(What, () => client.AcquireAsync(Duration, cancellationToken: ct), ct);
            }
            var held = new StoreLease(client, time);
            held.renewing = held.RenewAsync(time.GetTimestamp());
            return held;
        }
        catch (StorageException e) when (e.Fault == StoreFault.Conflict)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await renewing;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
        try
        {
            if (!lost.IsCancellationRequested)
                await Guarded.RunAsync("Letting go a lease in the store", () => lease.ReleaseAsync(cancellationToken: patience.Token), patience.Token);
        }
        catch (Exception e) when (e is StorageException or OperationCanceledException)
        {
            // It runs out by itself.
            await lost.CancelAsync();
        }
        stop.Dispose();
        lost.Dispose();
    }

    private static async Task CreateAsync(BlobClient blob, string what, CancellationToken ct)
    {
        try
        {
            var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = Azure.ETag.All } };
            await Guarded.RunAsync(what, () => blob.UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), options, ct), ct);
        }
        catch (StorageException e) when (e.Fault is StoreFault.AlreadyExists or StoreFault.Conflict)
        {
            // Another was a moment faster to make it; who has it is asked next.
            return;
        }
    }

    private async Task RenewAsync(long renewedAt)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Duration / 4, time, stop.Token);
                var sentAt = time.GetTimestamp();
                await Guarded.RunAsync("Renewing a lease in the store", () => lease.RenewAsync(cancellationToken: stop.Token), stop.Token);
                renewedAt = sentAt;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (StorageException e) when (e.Fault is not (StoreFault.Conflict or StoreFault.NotFound) && time.GetElapsedTime(renewedAt) < Duration / 2)
            {
                // The store may be away for a moment; it is tried once more before the lease ends.
                continue;
            }
            catch (StorageException)
            {
                await lost.CancelAsync();
                return;
            }
        }
    }
}
