using System.Globalization;

namespace Deploy.Storage.Packages;

/// <summary>What is written beside a package's content. Values are escaped, since metadata travels in ASCII headers.</summary>
internal static class PackageMetadata
{
    public static Dictionary<string, string> Write(PackageUpload upload, DateTimeOffset now) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["sha256"] = upload.Sha256.ToLowerInvariant(),
        ["size"] = upload.Size.ToString(CultureInfo.InvariantCulture),
        ["uploadedby"] = Uri.EscapeDataString(upload.By),
        ["uploadedon"] = now.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        ["environment"] = Uri.EscapeDataString(upload.Environment),
    };

    public static StoredPackage Read(
        PackageAddress address, IDictionary<string, string>? metadata, long size, DateTimeOffset modified, Uri url, string version)
    {
        return new StoredPackage
        {
            Address = address,
            Sha256 = Text("sha256"),
            Size = size,
            By = Text("uploadedby"),
            UploadedOn = DateTimeOffset.TryParse(Text("uploadedon"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var on)
                ? on
                : modified,
            Environment = Text("environment"),
            Url = url,
            Version = version,
        };

        string Text(string name) => metadata is not null && metadata.TryGetValue(name, out var value) ? Uri.UnescapeDataString(value) : "";
    }
}
