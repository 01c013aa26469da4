using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Patching;

/// <summary>RFC 7396: null removes, objects merge, everything else replaces.</summary>
internal static class MergePatch
{
    public static JsonNode Apply(JsonNode? target, JsonObject patch)
    {
        var result = target as JsonObject ?? [];
        foreach (var (name, value) in patch)
        {
            if (value is null) result.Remove(name);
            else result[name] = value is JsonObject inner ? Apply(Detach(result, name), inner) : value.DeepClone();
        }

        return result;
    }

    private static JsonNode? Detach(JsonObject parent, string name)
    {
        if (!parent.TryGetPropertyValue(name, out var child) || child is null) return null;
        // The slot keeps its place in the order of the properties.
        parent[name] = null;
        return child;
    }
}
