using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Api;

/// <summary>Reads values out of API objects by dotted paths such as <c>spec.containers.0.image</c>.</summary>
public static class JsonPaths
{
    /// <summary>The node at the path; null when any part of it is absent.</summary>
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (var part in path.Split('.'))
        {
            node = node switch
            {
                JsonObject fields => fields[part.Replace('|', '.')],
                JsonArray items when int.TryParse(part, out var index) && index < items.Count => items[index],
                _ => null,
            };
        }
        return node;
    }

    /// <summary>The value as text; null when absent. A dot within a key is written as <c>|</c>.</summary>
    public static string? Text(this JsonNode? node, string path) => node.At(path)?.ToString();

    /// <summary>The whole number at the path; absent counts as 0, as the API leaves zero values out.</summary>
    public static long Number(this JsonNode? node, string path) => node.At(path)?.GetValue<long>() ?? 0;

    /// <summary>The elements of a list; empty when absent.</summary>
    public static IReadOnlyList<JsonObject> Items(this JsonNode? node, string path = "items") =>
        [.. (node.At(path) as JsonArray ?? []).OfType<JsonObject>()];

    public static string Name(this JsonNode? node) => node.Text("metadata.name")!;

    public static string Version(this JsonNode? node) => node.Text("metadata.resourceVersion")!;

    /// <summary>The names of the listed objects, ordered.</summary>
    public static string[] Names(this JsonNode? list) => [.. list.Items().Select(Name).Order(StringComparer.Ordinal)];

    /// <summary>The status of a condition: <c>True</c>, <c>False</c>, <c>Unknown</c>, or null when there is none of that type.</summary>
    public static string? Condition(this JsonNode? node, string type) =>
        node.Items("status.conditions").FirstOrDefault(condition => condition.Text("type") == type).Text("status");
}
