using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Store;

/// <summary>Between nodes and UTF-8 bytes.</summary>
internal static class JsonBytes
{
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] TypeFields = ["kind", "apiVersion"];

    public static byte[] Serialize(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Options)) node.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes kind and apiVersion first, and tells where the rest begins.</summary>
    public static (byte[] Bytes, int RestStart) SerializeTyped(JsonObject json)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        foreach (var name in TypeFields.Where(json.ContainsKey)) writer.WriteString(name, json.Text(name));
        writer.Flush();
        // The comma that follows is written with the next field.
        var start = buffer.WrittenCount + (buffer.WrittenCount > 1 ? 1 : 0);
        foreach (var (name, value) in json)
        {
            if (TypeFields.Contains(name)) continue;
            writer.WritePropertyName(name);
            if (value is null) writer.WriteNullValue();
            else value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return (buffer.WrittenSpan.ToArray(), start);
    }

    /// <summary>A fresh tree that the caller may change.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON object.</exception>
    public static JsonObject ParseObject(ReadOnlySpan<byte> bytes) =>
        JsonNode.Parse(bytes) as JsonObject ?? throw new JsonException("the body is not a JSON object");
}
