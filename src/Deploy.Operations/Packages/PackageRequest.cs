namespace Deploy.Operations.Packages;

/// <summary>A package file to be added.</summary>
public sealed record PackageRequest
{
    /// <summary>Path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Module name; null takes what the manifest says.</summary>
    public string? Name { get; init; }

    /// <summary>Version; null takes what the manifest says.</summary>
    public string? Version { get; init; }

    /// <summary>Digest that it must have; null accepts any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Who adds it. Default: the account's name.</summary>
    public string By { get; init; } = System.Environment.UserName;

    /// <summary>Environment that it is for; empty for all.</summary>
    public string Environment { get; init; } = "";

    /// <summary>What it may be at most; the defaults where null.</summary>
    public PackageLimits? Limits { get; init; }
}
