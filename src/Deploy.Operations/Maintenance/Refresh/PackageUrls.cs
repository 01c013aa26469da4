using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>Renews single package URLs, for a rollback to a revision whose URL no longer works.</summary>
public sealed class PackageUrls(PackageStore packages, UrlRefreshOptions? options = null)
{
    private readonly UrlRefreshOptions options = options ?? new();

    /// <summary>When the URL in an image expires; null for an image that is no signed URL.</summary>
    public static DateTimeOffset? ExpiresOn(string image) =>
        Uri.TryCreate(image, UriKind.Absolute, out var url) ? UrlLifetime.Read(url) : null;

    /// <summary>
    /// A fresh URL of the same package when the given one has expired or is about to; the given image otherwise, and
    /// for every image that is not a package of this store.
    /// </summary>
    /// <exception cref="Storage.Faults.StorageException">The store could not sign.</exception>
    public async Task<string> RenewAsync(string image, DateTimeOffset now, CancellationToken ct = default)
    {
        if (!Uri.TryCreate(image, UriKind.Absolute, out var url) || UrlLifetime.Read(url) is not { } expires || packages.Recognise(url) is not { } package)
            return image;
        var times = RefreshTimes.At(now, now, options, packages.MaximumUrlLifetime);
        return expires >= times.DueBefore ? image : (await packages.SignUntilAsync(package, times.Expiry, ct)).Url.AbsoluteUri;
    }
}
