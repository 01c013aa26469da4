using System.Globalization;
using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Patching;

/// <summary>RFC 6901.</summary>
internal static class JsonPointer
{
    /// <exception cref="PatchException">The text is no pointer.</exception>
    public static string[] Parse(string pointer)
    {
        if (pointer.Length == 0) return [];
        if (pointer[0] != '/') throw new PatchException($"the path \"{pointer}\" does not begin with '/'");
        return [.. pointer[1..].Split('/').Select(Unescape)];
    }

    /// <exception cref="PatchException">There is nothing at that place.</exception>
    public static JsonNode? Get(JsonNode? root, ReadOnlySpan<string> path)
    {
        foreach (var token in path)
        {
            root = root switch
            {
                JsonObject map when map.TryGetPropertyValue(token, out var child) => child,
                JsonArray list => list[Index(list, token, list.Count - 1)],
                _ => throw Missing(path),
            };
        }

        return root;
    }

    /// <summary>An index into a list; <paramref name="highest"/> is the last that is allowed.</summary>
    public static int Index(JsonArray list, string token, int highest)
    {
        var canonical = token is "0" || (token.Length > 0 && token[0] is >= '1' and <= '9');
        if (!canonical || !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new PatchException($"\"{token}\" is not an index of a list");
        return index <= highest ? index : throw new PatchException($"the index {token} is beyond the list's {list.Count} elements");
    }

    public static PatchException Missing(ReadOnlySpan<string> path) =>
        new($"there is nothing at \"/{string.Join('/', path.ToArray())}\"");

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
