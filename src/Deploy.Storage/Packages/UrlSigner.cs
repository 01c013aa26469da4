using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Deploy.Storage.Faults;

namespace Deploy.Storage.Packages;

/// <summary>
/// Signs read-only URLs: with the account key where there is one, otherwise with a key that the store delegates to
/// the identity, which is fetched once and used while it lasts.
/// </summary>
internal sealed class UrlSigner(BlobServiceClient service, BlobContainerClient container, TimeProvider time)
{
    private volatile UserDelegationKey? delegated;

    public bool HasAccountKey => container.CanGenerateSasUri;

    public TimeSpan Cap => HasAccountKey ? UrlLifetime.Maximum : UrlLifetime.DelegationMaximum - UrlLifetime.StartSkew;

    public async Task<SignedUrl> SignAsync(PackageAddress address, DateTimeOffset expiresOn, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var blob = container.GetBlobClient(address.BlobName);
        var terms = new BlobSasBuilder(BlobSasPermissions.Read, expiresOn)
        {
            BlobContainerName = container.Name,
            BlobName = address.BlobName,
            Resource = "b",
            StartsOn = now - UrlLifetime.StartSkew,
        };
        if (HasAccountKey)
            return new(address, blob.GenerateSasUri(terms), expiresOn);
        var key = await DelegatedKeyAsync(now, expiresOn, ct);
        var signed = new BlobUriBuilder(blob.Uri) { Sas = terms.ToSasQueryParameters(key, service.AccountName) };
        return new(address, signed.ToUri(), expiresOn);
    }

    private async Task<UserDelegationKey> DelegatedKeyAsync(DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
    {
        // Two callers may fetch one each at the same time: both work.
        if (delegated is { } key && key.SignedExpiresOn >= until)
            return key;
        var from = now - UrlLifetime.StartSkew;
        delegated = await Guarded.RunAsync("Signing a package's URL", async () =>
            (await service.GetUserDelegationKeyAsync(from, from + UrlLifetime.DelegationMaximum, ct)).Value, ct);
        return delegated;
    }
}
