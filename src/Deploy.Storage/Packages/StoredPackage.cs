namespace Deploy.Storage.Packages;

/// <summary>A package in the store.</summary>
public sealed record StoredPackage
{
    public required PackageAddress Address { get; init; }

    /// <summary>SHA-256 of its content, lower-case hexadecimal; empty for a blob that was put there by other means.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Who uploaded it; empty when not known.</summary>
    public required string By { get; init; }

    /// <summary>When it was uploaded.</summary>
    public required DateTimeOffset UploadedOn { get; init; }

    /// <summary>The environment it was uploaded for; empty for all.</summary>
    public required string Environment { get; init; }

    /// <summary>Its URL without a signature.</summary>
    public required Uri Url { get; init; }

    /// <summary>The store's version of it: deletes take it as a precondition.</summary>
    public required string Version { get; init; }
}
