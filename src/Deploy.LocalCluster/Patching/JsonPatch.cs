using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Patching;

/// <summary>RFC 6902: add, remove, replace, move, copy, test.</summary>
internal static class JsonPatch
{
    /// <exception cref="PatchException">An operation cannot be read or applied; the target may be half changed then and is to be thrown away.</exception>
    public static JsonNode? Apply(JsonNode? target, JsonArray operations)
    {
        foreach (var operation in operations)
            target = Apply(target, operation as JsonObject ?? throw new PatchException("an operation is not an object"));
        return target;
    }

    private static JsonNode? Apply(JsonNode? target, JsonObject operation)
    {
        var path = JsonPointer.Parse(operation.Text("path") ?? throw new PatchException("an operation has no path"));
        switch (operation.Text("op"))
        {
            case "add":
                return Add(target, path, Value(operation));
            case "remove":
                return Remove(target, path);
            case "replace":
                JsonPointer.Get(target, path);
                return path.Length == 0 ? Value(operation) : Add(Remove(target, path, keepSlot: true), path, Value(operation), replace: true);
            case "copy":
                return Add(target, path, JsonPointer.Get(target, From(operation))?.DeepClone());
            case "move":
                var from = From(operation);
                if (path.Length > from.Length && path.AsSpan().StartsWith(from)) throw new PatchException("a value cannot be moved into itself");
                var moved = JsonPointer.Get(target, from)?.DeepClone();
                return Add(Remove(target, from), path, moved);
            case "test":
                if (!JsonNode.DeepEquals(Find(target, path), Value(operation))) throw new PatchException($"testing value {operation.Text("path")} failed: it is not what the patch says");
                return target;
            default:
                throw new PatchException($"unexpected kind of operation: {operation.Text("op")}");
        }
    }

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value) ? value?.DeepClone() : throw new PatchException("an operation has no value");

    private static string[] From(JsonObject operation) =>
        JsonPointer.Parse(operation.Text("from") ?? throw new PatchException("an operation has no from"));

    /// <summary>For tests a missing member counts as null, as the servers' library has it.</summary>
    private static JsonNode? Find(JsonNode? target, string[] path)
    {
        if (path.Length == 0) return target;
        return JsonPointer.Get(target, path.AsSpan(0, path.Length - 1)) is JsonObject parent
            ? parent.At(path[^1])
            : JsonPointer.Get(target, path);
    }

    private static JsonNode? Add(JsonNode? target, string[] path, JsonNode? value, bool replace = false)
    {
        if (path.Length == 0) return value;
        switch (JsonPointer.Get(target, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject map:
                map[path[^1]] = value;
                return target;
            case JsonArray list when replace:
                list[JsonPointer.Index(list, path[^1], list.Count - 1)] = value;
                return target;
            case JsonArray list:
                list.Insert(path[^1] == "-" ? list.Count : JsonPointer.Index(list, path[^1], list.Count), value);
                return target;
            default:
                throw JsonPointer.Missing(path);
        }
    }

    private static JsonNode? Remove(JsonNode? target, string[] path, bool keepSlot = false)
    {
        if (path.Length == 0) return null;
        JsonPointer.Get(target, path);
        if (keepSlot) return target;
        switch (JsonPointer.Get(target, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject map:
                map.Remove(path[^1]);
                break;
            case JsonArray list:
                list.RemoveAt(JsonPointer.Index(list, path[^1], list.Count - 1));
                break;
            default:
                throw JsonPointer.Missing(path);
        }

        return target;
    }
}
