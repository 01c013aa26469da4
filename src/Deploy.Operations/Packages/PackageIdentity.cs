using System.Text.Json.Serialization;

namespace Deploy.Operations.Packages;

/// <summary>Name and version as a package's own manifest says them.</summary>
internal sealed record PackageIdentity
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("version")]
    public string? Version { get; init; }
}
