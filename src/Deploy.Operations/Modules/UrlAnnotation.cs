using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Modules;

/// <summary>The annotation of a pod template that says when its package URL expires. Pure.</summary>
internal static class UrlAnnotation
{
    private static readonly string[] s_lists = ["containers", "initContainers"];

    internal static string Write(DateTimeOffset expires) => expires.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Null where the template has none.</summary>
    internal static string? Of(JsonObject template) => template.TextAt("metadata", "annotations", ModuleLabels.UrlExpires);

    /// <summary>What it is to say for the images that the template has; null where none of them tells.</summary>
    internal static string? For(JsonNode? template) => ExpiresOn(template) is { } first ? Write(first) : null;

    /// <summary>When the first of the template's signed URLs expires; null where it has none.</summary>
    internal static DateTimeOffset? ExpiresOn(JsonNode? template) => s_lists
        .SelectMany(list => template.ObjectsAt("spec", list))
        .Select(container => Uri.TryCreate(container.TextAt("image"), UriKind.Absolute, out var url) ? UrlLifetime.Read(url) : null)
        .Min();

    /// <summary>Sets it to what the template's images say, where it is there at all.</summary>
    internal static void Follow(JsonObject template)
    {
        if (Of(template) is not null && For(template) is { } expires)
            template.ObjectAt("metadata", "annotations")![ModuleLabels.UrlExpires] = expires;
    }
}
