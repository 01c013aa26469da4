using Deploy.Kubernetes;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Packages;

/// <summary>A sound package and the signed URL under which replicas will read it.</summary>
/// <param name="Address">Where it lies, or will lie, in the store.</param>
/// <param name="Sha256">Its digest, lower-case hexadecimal.</param>
/// <param name="Image">The signed URL, a secret: for pod templates only.</param>
/// <param name="UrlExpires">When that URL stops working.</param>
public sealed record DeliverablePackage(PackageAddress Address, string Sha256, string Image, DateTimeOffset UrlExpires)
{
    /// <summary>The file to upload; null for a package that is in the store already.</summary>
    internal PackageRequest? File { get; init; }

    public override string ToString() => $"{Redaction.Url(Image)} (until {UrlExpires:u}, sha256 {Sha256})";
}
