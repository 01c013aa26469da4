using Deploy.Storage.Packages;

namespace Deploy.Operations.Packages;

/// <summary>Which stored packages may go. Pure.</summary>
public static class PackageRetention
{
    /// <summary>
    /// All but the newest of each module and environment, and never one that something needs.
    /// </summary>
    /// <param name="stored">The store's packages.</param>
    /// <param name="needed">Those that something needs.</param>
    /// <param name="kept">How many of each module stay in any case, 1 or more.</param>
    /// <returns>Those that may go, oldest first.</returns>
    public static IReadOnlyList<StoredPackage> Superfluous(IEnumerable<StoredPackage> stored, IReadOnlySet<PackageAddress> needed, int kept)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kept, 1);
        return [.. stored
            .GroupBy(p => (p.Address.Module, p.Environment))
            .SelectMany(module => module.OrderByDescending(p => p.UploadedOn).ThenByDescending(p => p.Address.BlobName, StringComparer.Ordinal).Skip(kept))
            .Where(p => !needed.Contains(p.Address))
            .OrderBy(p => p.UploadedOn).ThenBy(p => p.Address.BlobName, StringComparer.Ordinal)];
    }
}
