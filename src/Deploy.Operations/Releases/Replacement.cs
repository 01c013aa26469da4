namespace Deploy.Operations.Releases;

/// <summary>What takes the place of a module's running version.</summary>
public sealed record Replacement
{
    public required string Version { get; init; }

    /// <summary>Image or package URL; null keeps the running one.</summary>
    public string? Image { get; init; }

    /// <summary>Variables to set; the others stay.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? PackageSha256 { get; init; }

    public DateTimeOffset? UrlExpires { get; init; }
}
