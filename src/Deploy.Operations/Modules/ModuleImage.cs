namespace Deploy.Operations.Modules;

/// <summary>What a module can be made of: a container image or the URL of a package.</summary>
internal static class ModuleImage
{
    internal static bool IsPackageUrl(string image) =>
        Uri.TryCreate(image, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    internal static bool IsValid(string image) =>
        image.Length is > 0 and <= 4096 && (image.Contains("://", StringComparison.Ordinal) ? IsPackageUrl(image) && image.AsSpan().IndexOfAny(" \t\r\n") < 0 : NameShape.IsImage(image));

    /// <summary>Whether a package URL ends as bases expect it; true for container images.</summary>
    internal static bool EndsAsBasesNeed(string image) =>
        !IsPackageUrl(image) || new Uri(image).AbsolutePath is var path && (path.EndsWith(".jar", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase));
}
