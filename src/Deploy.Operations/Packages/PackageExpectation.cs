namespace Deploy.Operations.Packages;

/// <summary>What the command says a package is; null parts are not checked.</summary>
/// <param name="Name">Module name.</param>
/// <param name="Version">Version.</param>
/// <param name="Sha256">Digest, 64 hexadecimal digits in either case.</param>
public sealed record PackageExpectation(string? Name = null, string? Version = null, string? Sha256 = null);
