using System.Security.Cryptography;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Packages;

/// <summary>Finds out whether a package file is sound and is what it is said to be. Changes nothing, keeps little in memory.</summary>
public static class PackageInspector
{
    /// <summary>Inspects a file of the disk.</summary>
    /// <exception cref="DeployException">It cannot be opened (<c>Package.Unreadable</c>).</exception>
    public static async Task<PackageInspection> InspectFileAsync(
        string path, PackageExpectation? expected = null, PackageLimits? limits = null, CancellationToken ct = default)
    {
        await using var content = PackageFile.Open(path);
        return await InspectAsync(content, Path.GetFileName(path), expected, limits, ct);
    }

    /// <summary>Inspects a stream that can be sought.</summary>
    public static async Task<PackageInspection> InspectAsync(
        Stream content, string file, PackageExpectation? expected = null, PackageLimits? limits = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        limits ??= new();
        if (content.Length > limits.Size)
        {
            PackageProblem tooLarge = new(PackageCodes.TooLarge, $"It has {content.Length} bytes, more than {limits.Size}.");
            return new() { File = file, Size = content.Length, Problems = [tooLarge] };
        }
        var zip = new ZipCheck(content, limits);
        await zip.RunAsync(ct);
        content.Position = 0;
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
        content.Position = 0;
        var problems = zip.Problems.Concat(Disagreements(zip, digest, expected ?? new())).OrderByDescending(p => p.IsFatal);
        return new()
        {
            File = file,
            Size = content.Length,
            Sha256 = digest,
            Name = zip.Identity.Name,
            Version = zip.Identity.Version,
            Entries = zip.Entries,
            Unpacked = zip.Unpacked,
            Problems = [.. problems],
        };
    }

    private static IEnumerable<PackageProblem> Disagreements(ZipCheck zip, string digest, PackageExpectation expected)
    {
        if (expected.Sha256 is { } sha && !sha.Equals(digest, StringComparison.OrdinalIgnoreCase))
            yield return new(PackageCodes.DigestMismatch, $"Its digest is {digest}, not {sha.ToLowerInvariant()}.");
        if (zip.Problems.Count > 0)
            yield break;
        var (name, version) = (zip.Identity.Name, zip.Identity.Version);
        if (name is null || version is null)
            yield return new(PackageCodes.Unnamed, "Its manifest names no module or no version, so that cannot be compared.", IsFatal: false);
        if (name is not null && expected.Name is { } wanted && name != wanted)
            yield return new(PackageCodes.Mismatch, $"Its manifest says module '{name}', the command says '{wanted}'.");
        if (version is not null && expected.Version is { } asked && version != asked)
            yield return new(PackageCodes.Mismatch, $"Its manifest says version '{version}', the command says '{asked}'.");
    }
}
