using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Storage.Faults;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Packages;

/// <summary>
/// Brings a package to where a release's replicas read it: checked and signed first, which changes nothing, so that the
/// release can be planned with its URL; uploaded when the release is really to begin.
/// </summary>
/// <param name="cluster">The cluster that the module runs on, or will run on.</param>
/// <param name="packages">The store.</param>
/// <param name="time">The clock that URLs expire by.</param>
public sealed class PackageDelivery(KubernetesClient cluster, PackageStore packages, TimeProvider time)
{
    private readonly ModulePackages stored = new(packages);

    /// <summary>Checks a package file against the command and works out its URL. Changes nothing.</summary>
    /// <param name="request">The file, with the module and version that the command names.</param>
    /// <param name="ns">Namespace of the module.</param>
    /// <param name="lifetime">Life of a new URL. Range over zero to 90 days.</param>
    /// <exception cref="DeployException"><c>Package.*</c>: damaged, not what the command says, stored with other content, or the store fails.</exception>
    public async Task<DeliverablePackage> PlanFileAsync(PackageRequest request, string ns, TimeSpan lifetime, CancellationToken ct = default)
    {
        var upload = await ModulePackages.PlanAsync(request, ct);
        return await TranslateAsync(upload.Address, async () =>
        {
            if (await packages.FindAsync(upload.Address, ct) is { } before && !before.Sha256.Equals(upload.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new DeployException(PackageCodes.Exists,
                    $"{upload.Address} is stored with other content (sha256 {before.Sha256}, uploaded {before.UploadedOn:u} by '{before.By}').", upload.Address.BlobName);
            }
            // The digest is fixed by now: a file that changes until it is uploaded is refused then.
            var checkedFile = request with { Sha256 = upload.Sha256 };
            return await ImageAsync(upload.Address, upload.Sha256, ns, lifetime, ct) with { File = checkedFile };
        });
    }

    /// <summary>Works out the URL of a package that is in the store already. Changes nothing.</summary>
    /// <exception cref="DeployException"><c>Package.NotFound</c>: no such package, or several of that version; or the store fails.</exception>
    public async Task<DeliverablePackage> PlanStoredAsync(string module, string version, string ns, TimeSpan lifetime, CancellationToken ct = default)
    {
        var found = new List<StoredPackage>();
        var versions = new List<string>();
        await foreach (var package in stored.ListAsync(module, null, ct))
        {
            versions.Add(package.Version);
            if (package.Version == version)
                found.Add(package.Stored);
        }
        if (found is not [var only])
        {
            throw new DeployException(PackageCodes.NotFound, found.Count == 0
                ? $"The store has no package of {module} {version}; it has {(versions.Count == 0 ? "none of it" : string.Join(", ", versions.Distinct(StringComparer.Ordinal)))}."
                : $"The store has {found.Count} packages of {module} {version}: {string.Join(", ", found.Select(p => p.Address.File))}.", $"{module} {version}");
        }
        return await TranslateAsync(only.Address, () => ImageAsync(only.Address, only.Sha256, ns, lifetime, ct));
    }

    /// <summary>Uploads the package where it is a file; the same content again, and a package of the store, changes nothing.</summary>
    /// <returns>How it went; null where there was nothing to upload.</returns>
    public async Task<UploadResult?> UploadAsync(DeliverablePackage package, IProgress<TransferProgress>? progress = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        return package.File is { } file ? await stored.AddAsync(file, progress, ct) : null;
    }

    // What runs already keeps its URL: a new signature of the same package would replace every replica for nothing.
    private async Task<DeliverablePackage> ImageAsync(PackageAddress address, string sha256, string ns, TimeSpan lifetime, CancellationToken ct)
    {
        var live = await new ModuleCatalog(cluster, time).FindWorkloadAsync(ns, address.Module, ct);
        if (live?.Module.Image is { } image && Uri.TryCreate(image, UriKind.Absolute, out var url) && packages.Recognise(url) == address
            && UrlLifetime.Read(url) is { } expires && expires > time.GetUtcNow())
        {
            var written = live.Template.TimeAt("metadata", "annotations", ModuleLabels.UrlExpires);
            return new DeliverablePackage(address, sha256, image, written ?? expires);
        }
        var signed = await packages.SignAsync(address, lifetime, ct);
        return new DeliverablePackage(address, sha256, signed.Url.AbsoluteUri, signed.ExpiresOn);
    }

    private static async Task<T> TranslateAsync<T>(PackageAddress address, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (StorageException e)
        {
            throw FailureTranslation.Translate(e, address.BlobName);
        }
    }
}
