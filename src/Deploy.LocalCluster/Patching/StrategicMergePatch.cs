using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Patching;

/// <summary>
/// Strategic merge: like a merge patch, but lists merge by the keys that their type declares, and directives
/// (<c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder/x</c>, <c>$deleteFromPrimitiveList/x</c>) say what else is meant.
/// </summary>
internal static class StrategicMergePatch
{
    internal const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string ElementOrder = "$setElementOrder/";
    private const string DeleteFromSet = "$deleteFromPrimitiveList/";

    /// <exception cref="PatchException">The patch contradicts itself or the type.</exception>
    public static JsonObject Apply(JsonObject? target, JsonObject patch, PatchSchema schema)
    {
        var result = target ?? [];
        switch (patch.Text(Directive))
        {
            case "replace":
                return Apply(null, Without(patch, Directive), schema);
            case "delete":
                return [];
            case null or "merge":
                break;
            case var unknown:
                throw new PatchException($"unknown patch type found: {unknown}");
        }

        KeepOnly(result, patch);
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeleteFromSet, StringComparison.Ordinal)) DeleteValues(result, name[DeleteFromSet.Length..], value);
            else if (name.StartsWith(ElementOrder, StringComparison.Ordinal)) Reorder(result, patch, name[ElementOrder.Length..], value, schema);
            else if (name is not (Directive or RetainKeys) && !patch.ContainsKey(ElementOrder + name)) Set(result, name, value, schema.Field(name));
        }

        return result;
    }

    private static void Set(JsonObject target, string name, JsonNode? value, PatchField field)
    {
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject map when field.IsReplaced:
                target[name] = Apply(null, map, field.Schema);
                break;
            case JsonObject map:
                var below = target[name] as JsonObject;
                if (below is not null) target[name] = null;
                target[name] = Apply(below, map, field.Schema);
                break;
            case JsonArray list when field.Merges:
                target[name] = KeyedListMerge.Merge(target[name] as JsonArray ?? [], list, field);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    /// <summary>Merges a list and puts it into the order that the patch's writer has seen.</summary>
    private static void Reorder(JsonObject target, JsonObject patch, string name, JsonNode? order, PatchSchema schema)
    {
        var field = schema.Field(name);
        var before = target[name] as JsonArray;
        var list = patch[name] as JsonArray;
        var wanted = order as JsonArray ?? throw new PatchException($"{ElementOrder}{name} is not a list");
        if (patch.ContainsKey(name) && list is null)
        {
            target.Remove(name);
            return;
        }

        if (before is null && list is null) return;
        if (list is not null) KeyedListMerge.CheckOrder(list, wanted, field);
        var merged = KeyedListMerge.Merge(before ?? [], list ?? [], field);
        target[name] = KeyedListMerge.Order(merged, wanted, before ?? [], field);
    }

    private static void KeepOnly(JsonObject target, JsonObject patch)
    {
        if (patch[RetainKeys] is not { } node) return;
        var kept = (node as JsonArray ?? throw new PatchException($"{RetainKeys} is not a list"))
            .Select(key => key.AsText() ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in patch)
        {
            if (value is not null && name[0] != '$' && !kept.Contains(name))
                throw new PatchException($"{RetainKeys} does not name \"{name}\", which the patch sets");
        }

        foreach (var name in target.Select(pair => pair.Key).Where(name => !kept.Contains(name)).ToArray()) target.Remove(name);
    }

    private static void DeleteValues(JsonObject target, string name, JsonNode? values)
    {
        if (target[name] is not JsonArray list) return;
        var deleted = values as JsonArray ?? throw new PatchException($"{DeleteFromSet}{name} is not a list");
        list.RemoveAll(item => deleted.Any(value => JsonNode.DeepEquals(item, value)));
    }

    private static JsonObject Without(JsonObject patch, string name)
    {
        var rest = patch.DeepClone().AsObject();
        rest.Remove(name);
        return rest;
    }
}
