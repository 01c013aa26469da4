using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Store;

/// <summary>Reading and writing fields of API objects by name, whatever CLR type a number happens to have.</summary>
internal static class JsonFields
{
    /// <summary>The node at a path of property names, or null when any step is missing.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not JsonObject current || !current.TryGetPropertyValue(name, out node)) return null;
        }

        return node;
    }

    public static JsonObject? Object(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? Array(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) => AsText(node.At(path));

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) => AsNumber(node.At(path));

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    /// <summary>An RFC 3339 time, or null when the field is missing or is none.</summary>
    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static long? AsNumber(this JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number) return null;
        if (value.TryGetValue(out long wide)) return wide;
        if (value.TryGetValue(out int narrow)) return narrow;
        return long.TryParse(value.ToJsonString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    /// <summary>The child object of that name, made when it is missing.</summary>
    public static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child) return child;
        var made = new JsonObject();
        parent[name] = made;
        return made;
    }

    /// <summary>Sets a field only where none is there yet.</summary>
    public static void Default(this JsonObject parent, string name, JsonNode value)
    {
        if (parent[name] is null) parent[name] = value;
    }

    /// <summary>The elements of a list that are objects.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>Removes every null, as a server does whose types leave out what is not set.</summary>
    public static void DropNulls(this JsonNode? node)
    {
        if (node is JsonObject map)
        {
            for (var i = map.Count - 1; i >= 0; i--)
            {
                var (_, child) = map.GetAt(i);
                if (child is null) map.RemoveAt(i);
                else if (child is not JsonValue) child.DropNulls();
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var child in list) child.DropNulls();
        }
    }

    /// <summary>Removes lists and maps without elements, as a server does whose metadata leaves out what is empty.</summary>
    public static void DropEmpty(this JsonObject map)
    {
        for (var i = map.Count - 1; i >= 0; i--)
        {
            if (map.GetAt(i).Value is JsonArray { Count: 0 } or JsonObject { Count: 0 }) map.RemoveAt(i);
        }
    }

    /// <summary>A time in the API's own format, to the second.</summary>
    public static string ToApiTime(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
