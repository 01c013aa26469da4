using System.Text.Json;
using System.Text.Json.Serialization;

namespace Deploy.Kubernetes.Serialization;

/// <summary>Reads null as 0, since servers and hand-written objects use both.</summary>
internal sealed class LenientInt64Converter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? 0 : reader.GetInt64();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
