using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Packages;

/// <summary>What operators do with packages: add, list, test, remove.</summary>
/// <param name="packages">The store.</param>
/// <param name="cluster">The cluster that may need them; null where none is known: then nothing can be removed without force.</param>
public sealed class ModulePackages(PackageStore packages, KubernetesClient? cluster = null)
{
    /// <summary>Checks a file and uploads it. Nothing is stored when the check fails; the same content again changes nothing.</summary>
    /// <param name="request">File, and what it is said to be.</param>
    /// <param name="progress">Told while it is uploaded.</param>
    /// <exception cref="DeployException"><c>Package.*</c>: damaged, mismatching, too large, there with other content, or the store fails.</exception>
    public async Task<UploadResult> AddAsync(PackageRequest request, IProgress<TransferProgress>? progress = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var content = PackageFile.Open(request.Path);
        var found = await InspectAsync(content, request, ct);
        try
        {
            return await packages.UploadAsync(Upload(request, found), content, progress, ct);
        }
        catch (Storage.Faults.StorageException e)
        {
            throw FailureTranslation.Translate(e, request.Path);
        }
    }

    /// <summary>What <see cref="AddAsync"/> would store, and where. Changes nothing.</summary>
    public static async Task<PackageUpload> PlanAsync(PackageRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var content = PackageFile.Open(request.Path);
        return Upload(request, await InspectAsync(content, request, ct));
    }

    /// <summary>Lists stored packages, each with what needs it where the cluster is known.</summary>
    /// <param name="module">Name or wildcard; null for all.</param>
    /// <param name="environment">Only those of this environment or of none; null for all.</param>
    public async IAsyncEnumerable<ModulePackage> ListAsync(
        string? module = null, string? environment = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        var references = cluster is null ? null : await PackageReferences.ReadAsync(cluster, packages, ct);
        var exact = module is not null && !module.AsSpan().ContainsAny('*', '?', '[') ? module : null;
        await foreach (var package in packages.ListAsync(exact, environment, ct))
        {
            if (Modules.NamePattern.Matches(module ?? "*", package.Address.Module))
                yield return new(package, references?.ByPackage.GetValueOrDefault(package.Address));
        }
    }

    /// <summary>Reads a stored package and checks it as a file would be: digest, structure, manifest.</summary>
    public async Task<PackageInspection> TestAsync(PackageAddress address, PackageLimits? limits = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        await using var copy = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew,
            FileAccess.ReadWrite, FileShare.None, 128 << 10, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var stored = await packages.DownloadAsync(address, copy, null, ct);
            var expected = new PackageExpectation(address.Module, address.Version, stored.Sha256.Length > 0 ? stored.Sha256 : null);
            return await PackageInspector.InspectAsync(copy, address.File, expected, limits, ct);
        }
        catch (Storage.Faults.StorageException e)
        {
            throw FailureTranslation.Translate(e, address.BlobName);
        }
    }

    /// <summary>Removes a stored package.</summary>
    /// <param name="address">Which one.</param>
    /// <param name="force">Also when something needs it, or no cluster could be asked.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="DeployException"><c>Package.InUse</c>: a workload, revision, replica or release needs it.</exception>
    public async Task<bool> RemoveAsync(PackageAddress address, bool force = false, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            if (await packages.FindAsync(address, ct) is not { } stored)
                return false;
            if (!force && await UserOfAsync(address, ct) is { } user)
                throw new DeployException(PackageCodes.InUse, $"{address} cannot be removed: {user}.", address.BlobName);
            return await packages.DeleteAsync(stored, ct);
        }
        catch (Storage.Faults.StorageException e)
        {
            throw FailureTranslation.Translate(e, address.BlobName);
        }
    }

    private async Task<string?> UserOfAsync(PackageAddress address, CancellationToken ct)
    {
        if (cluster is null)
            return "no cluster could be asked whether it needs it";
        return (await PackageReferences.ReadAsync(cluster, packages, ct)).ByPackage.TryGetValue(address, out var user) ? $"{user} needs it" : null;
    }

    private static async Task<PackageInspection> InspectAsync(FileStream content, PackageRequest request, CancellationToken ct) =>
        (await PackageInspector.InspectAsync(content, Path.GetFileName(request.Path), new(request.Name, request.Version, request.Sha256), request.Limits, ct)).Demand();

    private static PackageUpload Upload(PackageRequest request, PackageInspection found)
    {
        var name = request.Name ?? found.Name ?? throw Unnamed(found);
        var version = request.Version ?? found.Version ?? throw Unnamed(found);
        try
        {
            return new()
            {
                Address = new(name, version, found.File),
                Sha256 = found.Sha256,
                Size = found.Size,
                By = request.By,
                Environment = request.Environment,
            };
        }
        catch (Storage.Faults.StorageException e)
        {
            throw FailureTranslation.Translate(e, request.Path);
        }
    }

    private static DeployException Unnamed(PackageInspection found) => new(PackageCodes.Unnamed,
        "Its manifest names no module or no version, and the command gives none.", found.File, "Give the name and the version, or build the package with them in its manifest.");
}
