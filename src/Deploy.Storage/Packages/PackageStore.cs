using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Deploy.Storage.Faults;
using Microsoft.Extensions.Logging;

namespace Deploy.Storage.Packages;

/// <summary>Packages as blobs, one per module, version and file. A stored package never changes its content.</summary>
public sealed partial class PackageStore
{
    private readonly BlobContainerClient container;
    private readonly UrlSigner signer;
    private readonly TimeProvider time;
    private readonly ILogger log;

    internal PackageStore(BlobServiceClient service, string containerName, TimeProvider time, ILogger log)
    {
        container = service.GetBlobContainerClient(containerName);
        signer = new UrlSigner(service, container, time);
        this.time = time;
        this.log = log;
    }

    /// <summary>The longest life of a URL signed here: 90 days with an account key, 7 with an identity.</summary>
    public TimeSpan MaximumUrlLifetime => signer.Cap;

    /// <summary>Creates the container when it is missing.</summary>
    public Task CreateContainerAsync(CancellationToken ct = default) => Guarded.RunAsync("Creating the package container",
        () => container.CreateIfNotExistsAsync(cancellationToken: ct), ct);

    /// <summary>Which stored package a URL (signed or not) points to; null when it points elsewhere.</summary>
    public PackageAddress? Recognise(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var prefix = container.Uri.AbsolutePath.TrimEnd('/') + "/";
        var ours = url.IsAbsoluteUri && url.Authority.Equals(container.Uri.Authority, StringComparison.OrdinalIgnoreCase)
            && url.AbsolutePath.StartsWith(prefix, StringComparison.Ordinal);
        return ours && PackageAddress.TryParse(Uri.UnescapeDataString(url.AbsolutePath[prefix.Length..]), out var address) ? address : null;
    }

    /// <summary>Uploads a package. The same content again changes nothing; a broken upload is taken up where it stopped.</summary>
    /// <param name="upload">Address, digest, size and uploader.</param>
    /// <param name="content">The content from its first byte; read once, in blocks.</param>
    /// <param name="progress">Told after each block.</param>
    /// <exception cref="StorageException">
    /// <c>Package.Exists</c>: other content lies there. <c>Package.DigestMismatch</c>: the digest differs. Or a fault of the store.
    /// </exception>
    public async Task<UploadResult> UploadAsync(
        PackageUpload upload, Stream content, IProgress<TransferProgress>? progress = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(content);
        if (await FindAsync(upload.Address, ct) is { } before)
            return SameOrRefused(before, upload);
        await CreateContainerAsync(ct);
        var sending = new BlockUpload(container.GetBlockBlobClient(upload.Address.BlobName), upload, progress);
        try
        {
            await sending.RunAsync(content, time.GetUtcNow(), ct);
        }
        catch (StorageException e) when (e.Fault is StoreFault.AlreadyExists or StoreFault.Conflict)
        {
            // Another upload, or an earlier try of this commit whose answer was lost, was first.
            if (await FindAsync(upload.Address, ct) is { } other)
                return SameOrRefused(other, upload);
            throw;
        }
        if (upload.ReadBack)
            await VerifyAsync(upload.Address, ct);
        var stored = await FindAsync(upload.Address, ct) ?? throw Missing(upload.Address);
        LogUploaded(log, upload.Address, sending.Sent, sending.Resumed);
        return new(stored, AlreadyStored: false, sending.Sent, sending.Resumed);
    }

    /// <summary>Looks one package up; null when it is not there.</summary>
    public async Task<StoredPackage?> FindAsync(PackageAddress address, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var blob = container.GetBlobClient(address.BlobName);
        try
        {
            var found = (await Guarded.RunAsync($"Looking up {address}", () => blob.GetPropertiesAsync(cancellationToken: ct), ct)).Value;
            return PackageMetadata.Read(address, found.Metadata, found.ContentLength, found.LastModified, blob.Uri, found.ETag.ToString());
        }
        catch (StorageException e) when (e.Fault is StoreFault.NotFound or StoreFault.ContainerMissing)
        {
            return null;
        }
    }

    /// <summary>Lists packages in the order of their names, page by page.</summary>
    /// <param name="module">Only this module's; null for all.</param>
    /// <param name="environment">Only those uploaded for this environment or for all; null for every one.</param>
    public async IAsyncEnumerable<StoredPackage> ListAsync(
        string? module = null, string? environment = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        var wanted = new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = module is null ? null : module + "/" };
        var blobs = container.GetBlobsAsync(wanted, ct);
        await foreach (var blob in Guarded.EachAsync("Listing packages", Listing.ExistingAsync(blobs, ct), ct))
        {
            if (!PackageAddress.TryParse(blob.Name, out var address))
                continue;
            var package = PackageMetadata.Read(address, blob.Metadata, blob.Properties.ContentLength ?? 0,
                blob.Properties.LastModified ?? default, container.GetBlobClient(blob.Name).Uri, blob.Properties.ETag?.ToString() ?? "");
            if (environment is null || package.Environment.Length == 0 || package.Environment == environment)
                yield return package;
        }
    }

    /// <summary>Signs a read-only URL.</summary>
    /// <param name="address">The package.</param>
    /// <param name="lifetime">More than zero, at most 90 days; shortened to <see cref="MaximumUrlLifetime"/>.</param>
    public Task<SignedUrl> SignAsync(PackageAddress address, TimeSpan lifetime, CancellationToken ct = default) =>
        SignUntilAsync(address, UrlLifetime.Expiry(time.GetUtcNow(), lifetime, signer.Cap), ct);

    /// <summary>Signs a read-only URL that expires at a given second.</summary>
    /// <exception cref="StorageException">The moment is past or further off than allowed (<c>OtherUpstream.InvalidParameter</c>).</exception>
    public Task<SignedUrl> SignUntilAsync(PackageAddress address, DateTimeOffset expiresOn, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        // One reading of the clock: two would shift the expiry, and it has to be met to the second.
        var now = time.GetUtcNow();
        var capped = UrlLifetime.Expiry(now, expiresOn - now, signer.Cap);
        return Guarded.RunAsync($"Signing the URL of {address}", () => signer.SignAsync(address, capped, ct), ct);
    }

    /// <summary>Copies a package's content out and checks its digest on the way.</summary>
    /// <exception cref="StorageException"><c>Package.NotFound</c>, <c>Package.DigestMismatch</c>, or a fault of the store.</exception>
    public async Task<StoredPackage> DownloadAsync(
        PackageAddress address, Stream target, IProgress<TransferProgress>? progress = null, CancellationToken ct = default)
    {
        var package = await FindAsync(address, ct) ?? throw Missing(address);
        var blob = container.GetBlobClient(address.BlobName);
        await using var content = await Guarded.RunAsync($"Reading {address}", () => blob.OpenReadAsync(cancellationToken: ct), ct);
        var digest = await Guarded.RunAsync($"Reading {address}", () => DigestingCopy.RunAsync(content, target, package.Size, progress, ct), ct);
        if (package.Sha256.Length > 0 && digest != package.Sha256)
        {
            throw new StorageException(StoreFault.DigestMismatch, $"{address}: the stored content has digest {digest}, not {package.Sha256}.",
                "Remove it (Remove-ModulePackage) and upload it again.");
        }
        return package;
    }

    /// <summary>Reads the stored content and checks its digest, without keeping it.</summary>
    public Task<StoredPackage> VerifyAsync(PackageAddress address, CancellationToken ct = default) => DownloadAsync(address, Stream.Null, null, ct);

    /// <summary>Deletes a package if it is still the one that was read. Gone already is success.</summary>
    /// <exception cref="StorageException"><c>Package.StoreConflict</c>: it was replaced since.</exception>
    public async Task<bool> DeleteAsync(StoredPackage package, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        var only = new BlobRequestConditions { IfMatch = new Azure.ETag(package.Version) };
        try
        {
            var blob = container.GetBlobClient(package.Address.BlobName);
            return (await Guarded.RunAsync($"Deleting {package.Address}", () => blob.DeleteIfExistsAsync(conditions: only, cancellationToken: ct), ct)).Value;
        }
        catch (StorageException e) when (e.Fault is StoreFault.NotFound or StoreFault.ContainerMissing)
        {
            return false;
        }
        catch (StorageException e) when (e.Fault == StoreFault.Conflict)
        {
            // Some services say that the condition is not met when there is nothing at all.
            if (await FindAsync(package.Address, ct) is null)
                return false;
            throw;
        }
    }

    private static UploadResult SameOrRefused(StoredPackage stored, PackageUpload upload) =>
        stored.Sha256.Equals(upload.Sha256, StringComparison.OrdinalIgnoreCase)
            ? new(stored, AlreadyStored: true, BytesSent: 0, BytesResumed: 0)
            : throw new StorageException(StoreFault.AlreadyExists,
                $"{upload.Address} is stored with other content (sha256 {stored.Sha256}, uploaded {stored.UploadedOn:u} by '{stored.By}').",
                "Publish under a new version, or remove the stored one first (Remove-ModulePackage).");

    private static StorageException Missing(PackageAddress address) => new(StoreFault.NotFound, $"{address} is not in the store.",
        "List the packages (Get-ModulePackage) and choose one of them.");

    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Uploaded {Package}: {Sent} bytes sent, {Resumed} taken over from a broken upload")]
    private static partial void LogUploaded(ILogger logger, PackageAddress package, long sent, long resumed);
}
