using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>Pod templates compared as the Deployment controller does: without the hash label that it adds.</summary>
internal static class TemplateEquality
{
    private const string HashLabel = "pod-template-hash";

    public static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(Bare(one), Bare(other));

    /// <summary>As <see cref="Same"/>, where two signatures of one package count as the same image.</summary>
    public static bool SamePackages(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(Unsigned(one), Unsigned(other));

    /// <summary>Lists of a pod's containers that may name packages.</summary>
    public static readonly string[] ContainerLists = ["containers", "initContainers"];

    private static JsonNode? Unsigned(JsonNode? template)
    {
        var bare = Bare(template);
        bare.ObjectAt("metadata", "annotations")?.Remove(ModuleLabels.UrlExpires);
        foreach (var container in ContainerLists.SelectMany(list => bare.ObjectsAt("spec", list)))
        {
            // What follows the question mark of a package's URL is its signature.
            if (container.TextAt("image") is { } image && ModuleImage.IsPackageUrl(image) && image.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query)
                container["image"] = image[..query];
        }
        return bare;
    }

    private static JsonNode? Bare(JsonNode? template)
    {
        var bare = template?.DeepClone();
        if (bare.ObjectAt("metadata", "labels") is { } labels && labels.Remove(HashLabel) && labels.Count == 0)
            bare.ObjectAt("metadata")!.Remove("labels");
        if (bare.ObjectAt("metadata") is { } metadata && metadata["creationTimestamp"] is null)
            metadata.Remove("creationTimestamp");
        return bare;
    }
}
