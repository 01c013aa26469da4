using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Patching;

/// <summary>Merging of two lists whose elements are told apart by a key, or by their value.</summary>
internal static class KeyedListMerge
{
    /// <exception cref="PatchException">An element lacks the key.</exception>
    public static JsonArray Merge(JsonArray before, JsonArray patch, PatchField field)
    {
        var (items, deleted, replaced) = Split(patch, field);
        List<JsonNode?> merged = replaced ? [] : [.. before.Select(item => item?.DeepClone())];
        merged.RemoveAll(item => deleted.Exists(gone => SameKey(item, gone, field)));
        foreach (var item in items)
        {
            var at = merged.FindIndex(other => SameKey(other, item, field));
            var value = item is JsonObject map ? StrategicMergePatch.Apply(at < 0 ? null : merged[at] as JsonObject, map, field.Schema) : item?.DeepClone();
            if (at < 0) merged.Add(value);
            else merged[at] = value;
        }

        return Order(new JsonArray([.. merged]), items, (IReadOnlyList<JsonNode?>)[.. before], field);
    }

    /// <summary>
    /// Elements that <paramref name="wanted"/> names take its order; the others keep theirs of before, and each goes in front of
    /// the first wanted one that it preceded.
    /// </summary>
    private static JsonArray Order(JsonArray merged, IReadOnlyList<JsonNode?> wanted, IReadOnlyList<JsonNode?> before, PatchField field)
    {
        JsonNode?[] items = [.. merged];
        merged.Clear();
        var named = new Queue<JsonNode?>(items.Where(item => Position(wanted, item, field) >= 0).OrderBy(item => Position(wanted, item, field)));
        var others = new Queue<JsonNode?>(items.Where(item => Position(wanted, item, field) < 0).OrderBy(item => Position(before, item, field)));
        while (named.Count + others.Count > 0)
        {
            var takeOther = named.Count == 0 || (others.Count > 0 && Precedes(others.Peek(), named.Peek(), before, field));
            merged.Add(takeOther ? others.Dequeue() : named.Dequeue());
        }

        return merged;
    }

    public static JsonArray Order(JsonArray merged, JsonArray wanted, JsonArray before, PatchField field) =>
        Order(merged, (IReadOnlyList<JsonNode?>)[.. wanted], (IReadOnlyList<JsonNode?>)[.. before], field);

    /// <exception cref="PatchException">The patch's list has an element that the order does not name, or another order.</exception>
    public static void CheckOrder(JsonArray patch, JsonArray wanted, PatchField field)
    {
        var last = -1;
        JsonNode?[] order = [.. wanted];
        foreach (var item in patch.Where(item => item.Text(StrategicMergePatch.Directive) is null))
        {
            var position = Position(order, item, field);
            if (position < 0 || position < last) throw new PatchException("the list of the patch and its $setElementOrder do not agree");
            last = position;
        }
    }

    private static (List<JsonNode?> Items, List<JsonNode?> Deleted, bool Replaced) Split(JsonArray patch, PatchField field)
    {
        List<JsonNode?> items = [];
        List<JsonNode?> deleted = [];
        var replaced = false;
        foreach (var item in patch)
        {
            var directive = item.Text(StrategicMergePatch.Directive);
            if (directive == "replace") replaced = true;
            else if (directive == "delete") deleted.Add(Keyed(item, field));
            else items.Add(Keyed(item, field));
        }

        return (items, deleted, replaced);
    }

    private static JsonNode? Keyed(JsonNode? item, PatchField field) =>
        field.IsSet || item.At(field.MergeKey) is not null
            ? item
            : throw new PatchException($"map: {item?.ToJsonString()} does not contain declared merge key: {field.MergeKey}");

    private static bool Precedes(JsonNode? left, JsonNode? right, IReadOnlyList<JsonNode?> order, PatchField field)
    {
        var (l, r) = (Position(order, left, field), Position(order, right, field));
        return l >= 0 && r >= 0 && l < r;
    }

    private static int Position(IReadOnlyList<JsonNode?> list, JsonNode? item, PatchField field)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (SameKey(list[i], item, field)) return i;
        }

        return -1;
    }

    private static bool SameKey(JsonNode? left, JsonNode? right, PatchField field) =>
        field.IsSet ? JsonNode.DeepEquals(left, right) : JsonNode.DeepEquals(left.At(field.MergeKey), right.At(field.MergeKey));
}
