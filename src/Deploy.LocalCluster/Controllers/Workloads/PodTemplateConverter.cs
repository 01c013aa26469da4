using System.Text.Json;
using System.Text.Json.Serialization;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Keeps a template as it came.</summary>
internal sealed class PodTemplateConverter : JsonConverter<PodTemplate>
{
    public override PodTemplate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, PodTemplate value, JsonSerializerOptions options) => value.Raw.WriteTo(writer);
}
