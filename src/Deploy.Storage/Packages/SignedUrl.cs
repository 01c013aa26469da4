namespace Deploy.Storage.Packages;

/// <summary>A read-only URL that works without a credential until it expires. Its text hides the signature.</summary>
/// <param name="Package">What it opens.</param>
/// <param name="Url">The whole URL, signature included: for container images and downloads only, never for output.</param>
/// <param name="ExpiresOn">From then on the store answers 403.</param>
public sealed record SignedUrl(PackageAddress Package, Uri Url, DateTimeOffset ExpiresOn)
{
    public override string ToString() => $"{Url.GetLeftPart(UriPartial.Path)} (until {ExpiresOn:u})";
}
