using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Store;

/// <summary>
/// One version of one object, never changed. It keeps the serialized bytes that lists and watches send as they are,
/// and the few values that selectors and checks ask for; the tree itself is parsed again by whoever needs it.
/// </summary>
internal sealed class StoredObject
{
    private static readonly FrozenDictionary<string, string> NoLabels = FrozenDictionary<string, string>.Empty;

    private readonly string?[] fields;
    private readonly ResourceKind kind;
    private readonly int bareStart;

    public StoredObject(ResourceKind kind, JsonObject json, long resourceVersion)
    {
        this.kind = kind;
        ResourceVersion = resourceVersion;
        Name = new ObjectName(json.Text("metadata", "namespace") ?? "", json.Text("metadata", "name") ?? "");
        Uid = json.Text("metadata", "uid") ?? "";
        Labels = ReadLabels(json.Object("metadata", "labels"));
        fields = ReadFields(kind, json);
        (Bytes, bareStart) = JsonBytes.SerializeTyped(json);
    }

    public ObjectName Name { get; }

    public string Uid { get; }

    public long ResourceVersion { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The object as it is sent.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What follows the opening brace when kind and apiVersion are left out, as lists send their items.</summary>
    public ReadOnlyMemory<byte> BareRest => Bytes[bareStart..];

    /// <summary>A fresh tree that the caller may change.</summary>
    public JsonObject ToJson() => JsonBytes.ParseObject(Bytes.Span);

    /// <summary>The value of a field that its type can be selected by; empty when it is not set.</summary>
    public string Field(string path) => path switch
    {
        "metadata.name" => Name.Name,
        "metadata.namespace" => Name.Namespace,
        _ => fields[kind.FieldIndex(path)] ?? "",
    };

    private static IReadOnlyDictionary<string, string> ReadLabels(JsonObject? labels)
    {
        if (labels is null || labels.Count == 0) return NoLabels;
        var read = new Dictionary<string, string>(labels.Count, StringComparer.Ordinal);
        foreach (var (key, value) in labels) read[key] = value.AsText() ?? "";
        return read;
    }

    private static string?[] ReadFields(ResourceKind kind, JsonObject json)
    {
        var values = new string?[kind.SelectableFields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var node = json.At(kind.SelectableFields[i].Split('.'));
            values[i] = node.AsText() ?? node?.ToJsonString();
        }

        return values;
    }
}
