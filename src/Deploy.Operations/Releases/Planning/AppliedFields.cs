using System.Text.Json.Nodes;

namespace Deploy.Operations.Releases.Planning;

/// <summary>
/// What we wrote into an object last: its fields and list keys without their values. It tells a field that we no longer want
/// from one that is somebody else's, and holds neither secrets nor signatures. Pure.
/// </summary>
internal static class AppliedFields
{
    internal static string Write(JsonObject wanted) => Outline(wanted, "").ToJsonString();

    /// <summary>Empty for an object that we never wrote, or whose note is damaged: then nothing is taken for ours.</summary>
    internal static JsonObject Read(string annotation)
    {
        try
        {
            return JsonNode.Parse(annotation.Length == 0 ? "{}" : annotation) as JsonObject ?? [];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }

    private static JsonObject Outline(JsonObject wanted, string parent) =>
        new(wanted.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, Outline(pair.Value!, pair.Key, parent))));

    private static JsonNode? Outline(JsonNode value, string field, string parent) => value switch
    {
        JsonObject map => Outline(map, field),
        JsonArray list when MergeKeys.Of(field, parent) is { } key => new JsonArray([.. list.OfType<JsonObject>().Select(item => Item(item, field, key))]),
        _ => JsonValue.Create(0),
    };

    private static JsonObject Item(JsonObject item, string field, string key)
    {
        var outline = Outline(item, field);
        outline[key] = item[key]?.DeepClone();
        return outline;
    }
}
