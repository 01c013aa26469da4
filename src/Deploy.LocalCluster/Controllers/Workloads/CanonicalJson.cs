using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>One text for all JSON that means the same: keys sorted, nulls and empty lists and maps left out.</summary>
internal static class CanonicalJson
{
    /// <param name="value">What to write.</param>
    /// <param name="ignoredLabel">A key left out of every map named labels; null for none.</param>
    public static string Write(JsonElement value, string? ignoredLabel = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, value, ignoredLabel, "");
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, string? ignoredLabel, string name)
    {
        if (value.ValueKind == JsonValueKind.Object)
            WriteObject(writer, value, ignoredLabel, name);
        else if (value.ValueKind == JsonValueKind.Array)
            WriteArray(writer, value, ignoredLabel);
        else if (value.ValueKind == JsonValueKind.Undefined)
            writer.WriteNullValue();
        else
            value.WriteTo(writer);
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value, string? ignoredLabel, string name)
    {
        writer.WriteStartObject();
        foreach (var field in value.EnumerateObject().Where(field => !IsEmpty(field.Value, ignoredLabel, field.Name)).OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            if (IsIgnored(name, field.Name, ignoredLabel))
                continue;
            writer.WritePropertyName(field.Name);
            Write(writer, field.Value, ignoredLabel, field.Name);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, JsonElement value, string? ignoredLabel)
    {
        writer.WriteStartArray();
        foreach (var item in value.EnumerateArray())
            Write(writer, item, ignoredLabel, "");
        writer.WriteEndArray();
    }

    private static bool IsIgnored(string parent, string field, string? ignoredLabel) =>
        ignoredLabel is not null && parent == "labels" && field == ignoredLabel;

    private static bool IsEmpty(JsonElement value, string? ignoredLabel, string name) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.EnumerateObject().All(field => IsIgnored(name, field.Name, ignoredLabel) || IsEmpty(field.Value, ignoredLabel, field.Name)),
        _ => false,
    };
}
