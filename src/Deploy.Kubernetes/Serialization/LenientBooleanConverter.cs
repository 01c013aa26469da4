using System.Text.Json;
using System.Text.Json.Serialization;

namespace Deploy.Kubernetes.Serialization;

/// <summary>Reads null as false, since servers and hand-written objects use both.</summary>
internal sealed class LenientBooleanConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Null && reader.GetBoolean();

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}
