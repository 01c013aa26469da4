using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Planning;

/// <summary>One pass over three versions of an object; see <see cref="FieldChanges.Between"/>.</summary>
internal sealed class ThreeWayDifference
{
    private readonly List<string> _fields = [];
    private readonly List<string> _losses = [];

    internal IReadOnlyList<string> Fields => _fields;

    /// <summary>What goes away or gets less: <c>replicas 4 → 1</c>, <c>containers[biz1].readinessProbe removed</c>.</summary>
    internal IReadOnlyList<string> Losses => _losses;

    internal JsonObject Of(JsonObject applied, JsonObject wanted, JsonObject live, string path, string parent)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in wanted)
        {
            if (value is not null)
                Field(patch, name, applied[name], value, live[name], Join(path, name), parent);
        }
        foreach (var name in applied.Select(pair => pair.Key).Where(name => wanted[name] is null && live[name] is not null))
        {
            patch[name] = null;
            Removed(Join(path, name));
        }
        return patch;
    }

    private void Field(JsonObject patch, string name, JsonNode? applied, JsonNode value, JsonNode? live, string path, string parent)
    {
        switch (value)
        {
            case JsonObject wanted when live is JsonObject current:
                if (Of(applied as JsonObject ?? [], wanted, current, path, name) is { Count: > 0 } inner)
                    patch[name] = inner;
                return;
            case JsonArray wanted when live is JsonArray current && MergeKeys.Of(name, parent) is { } key && AreUnique(wanted, key) && AreUnique(current, key):
                if (Items(key, applied as JsonArray ?? [], wanted, current, path, name) is { Count: > 0 } items)
                    patch[name] = items;
                return;
            case JsonArray wanted when live is JsonArray current && MergeKeys.Of(name, parent) is not null:
                if (!IsCovered(wanted, current, name))
                    patch[name] = Replaced(wanted, path);
                return;
        }
        if (IsSame(value, live, path))
            return;
        patch[name] = value.DeepClone();
        if (path == "spec.replicas" && Count(value) is { } asked && (Count(live) ?? 1) is var stands && asked < stands)
            _losses.Add(string.Create(CultureInfo.InvariantCulture, $"replicas {stands} → {asked}"));
        _fields.Add($"{path}: {ShownValue.Of(path, parent, live)} -> {ShownValue.Of(path, parent, value)}");
    }

    private static long? Count(JsonNode? node) => node is JsonValue value && value.TryGetValue(out long number) ? number : node is JsonValue small && small.TryGetValue(out int few) ? few : null;

    private void Removed(string path)
    {
        _fields.Add($"{path}: removed");
        _losses.Add($"{Short(path)} removed");
    }

    // Where it stands is told by its name: most of it is the same for all.
    private static string Short(string path)
    {
        const string Pod = "spec.template.spec.";
        return path.StartsWith(Pod, StringComparison.Ordinal) ? path[Pod.Length..] : path;
    }

    private JsonArray Items(string key, JsonArray applied, JsonArray wanted, JsonArray live, string path, string field)
    {
        var items = new JsonArray();
        foreach (var item in wanted.OfType<JsonObject>())
        {
            var id = item.TextAt(key);
            var itemPath = $"{path}[{id}]";
            if (Find(live, key, id) is not { } current)
            {
                items.Add(item.DeepClone());
                _fields.Add($"{itemPath}: added");
            }
            else if (Of(Find(applied, key, id) ?? [], item, current, itemPath, field) is { Count: > 0 } inner)
            {
                inner[key] = item[key]?.DeepClone();
                items.Add((JsonNode)inner);
            }
        }
        foreach (var gone in applied.OfType<JsonObject>())
        {
            var id = gone.TextAt(key);
            if (Find(wanted, key, id) is not null || Find(live, key, id) is not { } current)
                continue;
            items.Add((JsonNode)new JsonObject { [key] = current[key]?.DeepClone(), ["$patch"] = "delete" });
            Removed($"{path}[{id}]");
        }
        return items;
    }

    // The same key twice (53/TCP and 53/UDP) cannot be merged item by item: the whole list is replaced.
    private JsonArray Replaced(JsonArray wanted, string path)
    {
        var list = (JsonArray)wanted.DeepClone();
        list.Add((JsonNode)new JsonObject { ["$patch"] = "replace" });
        _fields.Add($"{path}: replaced");
        return list;
    }

    private static bool IsCovered(JsonArray wanted, JsonArray live, string field) =>
        wanted.Count == live.Count && wanted.OfType<JsonObject>().All(item =>
            live.OfType<JsonObject>().Any(current => new ThreeWayDifference().Of([], item, current, "", field).Count == 0));

    private static bool AreUnique(JsonArray list, string key) =>
        list.OfType<JsonObject>().Select(item => item.TextAt(key)).Distinct(StringComparer.Ordinal).Count() == list.Count;

    private static JsonObject? Find(JsonArray list, string key, string? id) =>
        list.OfType<JsonObject>().FirstOrDefault(item => item.TextAt(key) == id);

    // The server writes quantities in its own form (1000m as 1), so they are compared by value.
    private static bool IsSame(JsonNode wanted, JsonNode? live, string path) =>
        JsonNode.DeepEquals(wanted, live)
        || (path.Contains(".resources.", StringComparison.Ordinal) || path.EndsWith(".sizeLimit", StringComparison.Ordinal))
            && wanted is JsonValue first && live is JsonValue second
            && Quantity.TryParse(first.AsText(), out var one) && Quantity.TryParse(second.AsText(), out var other) && one == other;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
