using System.Text.Json;
using System.Text.Json.Serialization;
using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Serialization;

/// <summary>Reads and writes a number or a text.</summary>
public sealed class IntOrStringConverter : JsonConverter<IntOrString>
{
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => new IntOrString(reader.GetInt32()),
        JsonTokenType.String => new IntOrString(reader.GetString() ?? ""),
        JsonTokenType.Null => default,
        _ => throw new JsonException($"A number or a text was expected, not {reader.TokenType}."),
    };

    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (value.Text is { } text)
            writer.WriteStringValue(text);
        else
            writer.WriteNumberValue(value.Number);
    }
}
