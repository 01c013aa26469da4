using System.Text.Json.Nodes;

namespace Deploy.Testing;

/// <summary>Documents that differ from a good one in one place: a value that is missing, of another type, or beyond all bounds.</summary>
public static class JsonMutations
{
    private static readonly string[] Odd = ["null", "true", "0", "-1", "1e300", "9223372036854775807", "\"\"", "\"odd\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "[]", "[null, 1, []]", "{}", "{\"code\": {}}"];

    /// <summary>All of them, each as a document of its own.</summary>
    public static IEnumerable<JsonNode?> Of(JsonNode document)
    {
        foreach (var odd in Odd)
            yield return JsonNode.Parse(odd);
        foreach (var path in Paths(document, []))
        {
            yield return Without(document.DeepClone(), path);
            foreach (var odd in Odd)
                yield return With(document.DeepClone(), path, JsonNode.Parse(odd));
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] here)
    {
        var steps = node switch
        {
            JsonObject members => members.Select(m => (Step: (object)m.Key, m.Value)),
            JsonArray items => items.Select((item, i) => (Step: (object)i, item)),
            _ => [],
        };
        foreach (var (step, child) in steps)
        {
            yield return [.. here, step];
            foreach (var deeper in Paths(child, [.. here, step]))
                yield return deeper;
        }
    }

    private static JsonNode With(JsonNode document, object[] path, JsonNode? value)
    {
        var parent = Parent(document, path);
        if (path[^1] is int i)
            parent[i] = value;
        else
            parent[(string)path[^1]] = value;
        return document;
    }

    private static JsonNode Without(JsonNode document, object[] path)
    {
        var parent = Parent(document, path);
        if (parent is JsonArray items)
            items.RemoveAt((int)path[^1]);
        else
            parent.AsObject().Remove((string)path[^1]);
        return document;
    }

    private static JsonNode Parent(JsonNode document, object[] path) =>
        path[..^1].Aggregate(document, (node, step) => (step is int i ? node[i] : node[(string)step])!);
}
