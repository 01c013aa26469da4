using System.Text.Json.Nodes;
using Deploy.Kubernetes.Protobuf;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Protobuf;

/// <summary>
/// Turns messages into JSON objects. Senders write fields that are not set as empty text, false or 0; those are left out,
/// except where the API tells 0 or false from nothing.
/// </summary>
internal static class MessageDecoder
{
    /// <exception cref="InvalidDataException">The bytes are no message of that type, or the type is not in the table.</exception>
    public static JsonObject Decode(string message, ReadOnlySpan<byte> bytes)
    {
        var fields = MessageTable.Find(message) ?? throw new InvalidDataException($"objects of kind \"{message}\" are not read in binary form");
        var item = new JsonObject();
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (!fields.TryGetValue(reader.Field, out var field)) continue;
            if (field.IsMap) Entry(item.Child(field.Name), field, reader.Bytes);
            else if (field.IsInline) Merge(item, Decode(field.Type, reader.Bytes));
            else if (field.IsList) List(item, field.Name).Add(Value(field, ref reader));
            else if (Value(field, ref reader) is { } value && !IsUnset(field.Name, value)) item[field.Name] = value;
        }

        return item;
    }

    private static JsonArray List(JsonObject item, string name)
    {
        if (item[name] is JsonArray list) return list;
        var made = new JsonArray();
        item[name] = made;
        return made;
    }

    private static void Merge(JsonObject item, JsonObject inner)
    {
        foreach (var (name, value) in inner) item[name] = value?.DeepClone();
    }

    private static void Entry(JsonObject map, MessageField field, ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var key = "";
        JsonNode? value = "";
        while (reader.Read())
        {
            if (reader.Field == 1) key = reader.Text;
            else if (reader.Field == 2) value = Value(field, ref reader);
        }

        map[key] = value;
    }

    private static JsonNode? Value(MessageField field, ref WireReader reader) => field.Type switch
    {
        "string" => reader.Text,
        "bytes" => Convert.ToBase64String(reader.Bytes),
        "bool" => reader.Number != 0,
        "int32" or "int64" => (long)reader.Number,
        "double" => BitConverter.UInt64BitsToDouble(reader.Number),
        "Quantity" => First(reader.Bytes).Text,
        "RawExtension" or "FieldsV1" => First(reader.Bytes).Bytes is { IsEmpty: false } raw ? JsonNode.Parse(raw) : null,
        "Time" or "MicroTime" => Time(reader.Bytes, field.Type == "MicroTime"),
        "IntOrString" => IntOrString(reader.Bytes),
        _ => Decode(field.Type, reader.Bytes),
    };

    private static bool IsUnset(string name, JsonNode value) =>
        value.AsText() is "" || (!MessageTable.TellsEmpty(name) && (value.AsNumber() is 0 || (value is JsonValue flag && flag.TryGetValue(out bool on) && !on)));

    private static WireReader First(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        reader.Read();
        return reader;
    }

    private static JsonValue? Time(ReadOnlySpan<byte> bytes, bool exact)
    {
        if (bytes.IsEmpty) return null;
        var reader = new WireReader(bytes);
        var (seconds, nanoseconds) = (0L, 0L);
        while (reader.Read())
        {
            if (reader.Field == 1) seconds = (long)reader.Number;
            else if (reader.Field == 2) nanoseconds = (long)reader.Number;
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100);
        return JsonValue.Create(exact ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture) : time.ToApiTime());
    }

    private static JsonValue IntOrString(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var (isText, number, text) = (false, 0L, "");
        while (reader.Read())
        {
            if (reader.Field == 1) isText = reader.Number == 1;
            else if (reader.Field == 2) number = (long)reader.Number;
            else if (reader.Field == 3) text = reader.Text;
        }

        return isText ? JsonValue.Create(text) : JsonValue.Create(number);
    }
}
