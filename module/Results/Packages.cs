using Packed = Deploy.Operations.Packages;

namespace Deploy.Results;

/// <summary>A stored package.</summary>
public sealed class ModulePackage
{
    private readonly string _text;

    internal ModulePackage(Packed.ModulePackage record)
    {
        (Module, Version, File, Size, Sha256, By) = (record.Module, record.Version, record.File, record.Size, record.Sha256, record.By);
        (UploadedOn, Environment, NeededBy) = (ResultText.Time(record.UploadedOn), record.Environment, record.NeededBy);
        (Url, _text) = (record.Stored.Url.AbsoluteUri, record.ToString());
    }

    public string Module { get; }

    public string Version { get; }

    public string File { get; }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    public string Sha256 { get; }

    /// <summary>Who uploaded it; empty when not known.</summary>
    public string By { get; }

    public string UploadedOn { get; }

    /// <summary>The environment it was uploaded for; empty for all.</summary>
    public string Environment { get; }

    /// <summary>One that needs it; null when nothing does or no cluster was asked.</summary>
    public string? NeededBy { get; }

    /// <summary>Its URL without a signature.</summary>
    public string Url { get; }

    public override string ToString() => _text;
}

/// <summary>What an inspection found out about a package file.</summary>
public sealed class PackageInspection
{
    private readonly string _text;

    internal PackageInspection(Packed.PackageInspection record)
    {
        (File, Size, Sha256, Name, Version, Entries, Unpacked) = (record.File, record.Size, record.Sha256, record.Name, record.Version, record.Entries, record.Unpacked);
        Problems = new(record.Problems.Select(problem => new PackageProblem(problem)));
        (IsValid, _text) = (record.IsValid, record.ToString());
    }

    /// <summary>File name, without folders.</summary>
    public string File { get; }

    /// <summary>Bytes of the file.</summary>
    public long Size { get; }

    /// <summary>Empty when it was too large to be read.</summary>
    public string Sha256 { get; }

    /// <summary>Module that the manifest names; null when it names none.</summary>
    public string? Name { get; }

    /// <summary>Version that the manifest names; null when it names none.</summary>
    public string? Version { get; }

    /// <summary>Entries, folders included.</summary>
    public int Entries { get; }

    /// <summary>Bytes that all entries unpack to.</summary>
    public long Unpacked { get; }

    /// <summary>All that is wrong, the fatal ones first.</summary>
    public ReadableList<PackageProblem> Problems { get; }

    /// <summary>Whether it may be installed.</summary>
    public bool IsValid { get; }

    public override string ToString() => _text;
}

/// <summary>One thing that is wrong with a package.</summary>
public sealed class PackageProblem
{
    internal PackageProblem(Packed.PackageProblem record) => (Code, Message, IsFatal) = (record.Code.Code, record.Message, record.IsFatal);

    /// <summary>The two-level code, as Get-ModuleErrorCode explains it.</summary>
    public string Code { get; }

    public string Message { get; }

    /// <summary>True when the package must not be installed; false for a warning.</summary>
    public bool IsFatal { get; }

    public override string ToString() => $"{Code}: {Message}";
}
