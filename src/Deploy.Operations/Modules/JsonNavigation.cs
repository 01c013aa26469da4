using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Deploy.Operations.Modules;

/// <summary>Reading of objects whose whole shape we do not know. What is absent or of another type reads as null or empty.</summary>
internal static class JsonNavigation
{
    internal static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = (node as JsonObject)?[name];
        return node;
    }

    internal static JsonObject? ObjectAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    internal static string? TextAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value ? value.AsText() : null;

    internal static long? NumberAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.TextAt(path) is { } text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static int CountAt(this JsonNode? node, params ReadOnlySpan<string> path) => (int)(node.NumberAt(path) ?? 0);

    internal static IEnumerable<JsonObject> ObjectsAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    internal static IReadOnlyDictionary<string, string> TextsAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.ObjectAt(path)?.Where(pair => pair.Value is JsonValue)
            .ToDictionary(pair => pair.Key, pair => ((JsonValue)pair.Value!).AsText(), StringComparer.Ordinal)
        ?? [];

    internal static DateTimeOffset? TimeAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.TextAt(path) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The scalar as text: strings without quotes, numbers and booleans as JSON writes them.</summary>
    internal static string AsText(this JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    /// <summary>The object under a name, made when it is not there.</summary>
    internal static JsonObject Child(this JsonObject node, string name)
    {
        if (node[name] is JsonObject existing)
            return existing;
        var made = new JsonObject();
        node[name] = made;
        return made;
    }

    internal static JsonObject Copy(this JsonObject node) => (JsonObject)node.DeepClone();

    internal static JsonObject FromTexts(IEnumerable<KeyValuePair<string, string>> texts) =>
        new(texts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
