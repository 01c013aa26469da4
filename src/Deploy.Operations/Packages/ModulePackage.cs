using Deploy.Storage.Packages;

namespace Deploy.Operations.Packages;

/// <summary>A stored package and whether something needs it.</summary>
/// <param name="Stored">The package in the store.</param>
/// <param name="NeededBy">One that needs it, such as <c>ReplicaSet shop/orders-1</c>; null when nothing does or no cluster was asked.</param>
public sealed record ModulePackage(StoredPackage Stored, string? NeededBy)
{
    public string Module => Stored.Address.Module;

    public string Version => Stored.Address.Version;

    public string File => Stored.Address.File;

    /// <summary>Bytes.</summary>
    public long Size => Stored.Size;

    public string Sha256 => Stored.Sha256;

    public string By => Stored.By;

    public DateTimeOffset UploadedOn => Stored.UploadedOn;

    public string Environment => Stored.Environment;

    public override string ToString() => Stored.Address.ToString();
}
