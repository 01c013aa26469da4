using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Serialization;

/// <summary>Reads quantities from texts and bare numbers, writes their canonical text.</summary>
public sealed class QuantityConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.Number => reader.GetDecimal().ToString(CultureInfo.InvariantCulture),
            JsonTokenType.Null => "0",
            _ => reader.GetString(),
        };
        return Quantity.TryParse(text, out var quantity) ? quantity : throw new JsonException($"'{text}' is not a quantity.");
    }

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
