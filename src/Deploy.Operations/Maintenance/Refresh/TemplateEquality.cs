using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>Pod templates compared as the Deployment controller does: without the hash label that it adds.</summary>
internal static class TemplateEquality
{
    private const string HashLabel = "pod-template-hash";

    public static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(Bare(one, null), Bare(other, null));

    /// <summary>As <see cref="Same"/>, where two signatures of one package count as the same image.</summary>
    public static bool SamePackages(JsonNode? one, JsonNode? other, Func<Uri, PackageAddress?> recognise) =>
        JsonNode.DeepEquals(Bare(one, recognise), Bare(other, recognise));

    private static JsonNode? Bare(JsonNode? template, Func<Uri, PackageAddress?>? recognise)
    {
        var bare = template?.DeepClone();
        if (bare.ObjectAt("metadata", "labels") is { } labels && labels.Remove(HashLabel) && labels.Count == 0)
            bare.ObjectAt("metadata")!.Remove("labels");
        if (bare.ObjectAt("metadata") is { } metadata && metadata["creationTimestamp"] is null)
            metadata.Remove("creationTimestamp");
        if (recognise is not null)
            bare.ObjectAt("metadata", "annotations")?.Remove(ModuleLabels.UrlExpires);
        foreach (var image in recognise is null ? [] : PackageImage.In(bare, recognise).ToList())
            bare!["spec"]![image.List]![image.Index]!["image"] = image.Package.BlobName;
        return bare;
    }
}
