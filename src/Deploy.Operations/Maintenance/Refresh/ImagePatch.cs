using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>Builds JSON patches that change an object only if it still is what was read.</summary>
internal sealed class ImagePatch
{
    private const string Annotations = "/metadata/annotations";
    private readonly JsonArray operations = [];
    private bool hasAnnotations;

    public ImagePatch(JsonObject live) => hasAnnotations = live["metadata"]?["annotations"] is JsonObject;

    public JsonArray Operations => operations;

    public bool IsEmpty => operations.Count == 0;

    public ImagePatch Replace(string pointer, string from, string to) =>
        Add("test", pointer, from).Add("replace", pointer, to);

    /// <summary>Applies only where this is so.</summary>
    public ImagePatch Expect(string pointer, JsonNode? value) => Add("test", pointer, value);

    public ImagePatch Set(string pointer, JsonNode? value) => Add("add", pointer, value);

    public ImagePatch Annotate(string name, string value)
    {
        if (!hasAnnotations)
            Add("add", Annotations, new JsonObject());
        hasAnnotations = true;
        return Add("add", Pointer(name), value);
    }

    public ImagePatch RemoveAnnotation(string name)
    {
        operations.Add(new JsonObject { ["op"] = "remove", ["path"] = Pointer(name) });
        return this;
    }

    /// <summary>Lets the template's own note of when its URL expires follow its renewed images, where it has one.</summary>
    public void FollowUrls(JsonObject renewed)
    {
        var before = UrlAnnotation.Of(renewed);
        UrlAnnotation.Follow(renewed);
        ReplaceExpiry(before, UrlAnnotation.Of(renewed));
    }

    /// <summary>Changes that note, if it is there and differs.</summary>
    public void ReplaceExpiry(string? from, string? to)
    {
        if (from is not null && to is not null && from != to)
            Replace($"/spec/template{Pointer(ModuleLabels.UrlExpires)}", from, to);
    }

    private static string Pointer(string name) => $"{Annotations}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private ImagePatch Add(string operation, string pointer, JsonNode? value)
    {
        operations.Add(new JsonObject { ["op"] = operation, ["path"] = pointer, ["value"] = value });
        return this;
    }
}
