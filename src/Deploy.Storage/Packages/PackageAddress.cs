using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Deploy.Storage.Faults;

namespace Deploy.Storage.Packages;

/// <summary>Where one package lies: <c>&lt;module&gt;/&lt;version&gt;/&lt;file&gt;</c> in the package container.</summary>
public sealed partial record PackageAddress
{
    /// <param name="module">Module name: letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, at most 253 characters.</param>
    /// <param name="version">Version: as the name, and <c>+</c>.</param>
    /// <param name="file">File name without folders: as the version.</param>
    /// <exception cref="StorageException">A part is empty, too long or holds another character (<c>OtherUpstream.InvalidParameter</c>).</exception>
    public PackageAddress(string module, string version, string file)
    {
        Module = Checked(module, "module name");
        Version = Checked(version, "version");
        File = Checked(file, "file name");
    }

    public string Module { get; }

    public string Version { get; }

    public string File { get; }

    /// <summary>The blob's name in the package container.</summary>
    public string BlobName => $"{Module}/{Version}/{File}";

    /// <summary>Reads a blob's name back; false when it is not of three valid parts.</summary>
    public static bool TryParse(string blobName, [NotNullWhen(true)] out PackageAddress? address)
    {
        ArgumentNullException.ThrowIfNull(blobName);
        var parts = blobName.Split('/');
        var fits = parts.Length == 3 && Array.TrueForAll(parts, IsValid);
        address = fits ? new(parts[0], parts[1], parts[2]) : null;
        return fits;
    }

    public override string ToString() => BlobName;

    private static string Checked(string part, string what) => IsValid(part)
        ? part
        : throw new StorageException(StoreFault.Invalid, $"The {what} '{part}' cannot be a part of a package's address.",
            "Use 1 to 253 letters, digits, '-', '_', '.' and '+', beginning with a letter or digit.");

    private static bool IsValid(string? part) => part is { Length: > 0 and <= 253 } && Part.IsMatch(part);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._+-]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Part { get; }
}
