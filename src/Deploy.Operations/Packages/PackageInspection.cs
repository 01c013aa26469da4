using Deploy.Operations.Errors;

namespace Deploy.Operations.Packages;

/// <summary>What an inspection found out about a package file.</summary>
public sealed record PackageInspection
{
    /// <summary>File name, without folders.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal; empty when it was too large to be read.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Module that the manifest names; null when it names none.</summary>
    public string? Name { get; init; }

    /// <summary>Version that the manifest names; null when it names none.</summary>
    public string? Version { get; init; }

    /// <summary>Entries, folders included.</summary>
    public int Entries { get; init; }

    /// <summary>Bytes that all entries unpack to.</summary>
    public long Unpacked { get; init; }

    /// <summary>All that is wrong, the fatal ones first; empty for a sound package.</summary>
    public IReadOnlyList<PackageProblem> Problems { get; init; } = [];

    /// <summary>Whether it may be installed.</summary>
    public bool IsValid => !Problems.Any(p => p.IsFatal);

    /// <summary>Throws the first fatal problem as an error.</summary>
    /// <exception cref="DeployException">The package must not be installed (<c>Package.*</c>).</exception>
    public PackageInspection Demand()
    {
        if (Problems.FirstOrDefault(p => p.IsFatal) is { } problem)
            throw new DeployException(problem.Code, problem.Message, File);
        return this;
    }

    public override string ToString() => $"{File}: {(Problems.Count == 0 ? "sound" : string.Join("; ", Problems))}";
}
