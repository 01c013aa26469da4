using Azure.Storage.Blobs;
using Deploy.Storage.Archives;
using Deploy.Storage.Connections;
using Deploy.Storage.Faults;
using Deploy.Storage.Packages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Storage;

/// <summary>The store as operators see it: packages that modules are installed from, and the archive of deleted replicas.</summary>
public sealed class BlobStore
{
    private readonly BlobServiceClient service;
    private readonly BlobContainerClient leases;
    private readonly TimeProvider time;

    private BlobStore(BlobServiceClient service, StoreConnection connection, TimeProvider time, ILogger log)
    {
        (this.service, this.time, leases) = (service, time, service.GetBlobContainerClient(connection.ArchiveContainer));
        Packages = new PackageStore(service, connection.PackageContainer, time, log);
        Archive = new ArchiveStore(service.GetBlobContainerClient(connection.ArchiveContainer));
    }

    /// <summary>Uploaded packages and their signed URLs.</summary>
    public PackageStore Packages { get; }

    /// <summary>Diagnostics of deleted replicas.</summary>
    public ArchiveStore Archive { get; }

    /// <summary>The account's blob endpoint, without secrets.</summary>
    public Uri Endpoint => service.Uri;

    /// <summary>Opens a store. No request is made yet.</summary>
    /// <param name="connection">Where the store is and how it is entered.</param>
    /// <param name="time">Clock for signatures; the system's by default.</param>
    /// <param name="log">Where uploads are logged, never with a signature.</param>
    /// <exception cref="StorageException">The connection cannot be read (<c>OtherUpstream.InvalidParameter</c>).</exception>
    public static BlobStore Open(StoreConnection connection, TimeProvider? time = null, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new(ServiceClients.Create(connection), connection, time ?? TimeProvider.System, log ?? NullLogger.Instance);
    }

    /// <summary>Creates the two containers where they are missing. Uploads and archiving do so by themselves.</summary>
    public async Task CreateContainersAsync(CancellationToken ct = default)
    {
        await Packages.CreateContainerAsync(ct);
        await Archive.CreateContainerAsync(ct);
    }

    /// <summary>Takes a lease that one process of all that use this store holds at a time; null when another has it.</summary>
    /// <param name="name">What it is for, of letters.</param>
    /// <param name="ct">Ends the try.</param>
    /// <exception cref="StorageException">A fault of the store.</exception>
    public Task<StoreLease?> TryTakeLeaseAsync(string name, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return StoreLease.TryTakeAsync(leases, name, time, ct);
    }
}
