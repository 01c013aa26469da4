using System.Text.Json;
using System.Text.Json.Serialization;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Operations.Replicas;

/// <summary>Reads of a pod what states and causes are worked out from.</summary>
internal sealed class SlimPodConverter : JsonConverter<Pod>
{
    public override Pod Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ObjectMeta? metadata = null;
        PodSpec? spec = null;
        PodStatus? status = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8)) metadata = SlimMetadata.Read(ref reader);
            else if (reader.ValueTextEquals("spec"u8)) spec = SlimPodSpec.Read(ref reader);
            else if (reader.ValueTextEquals("status"u8)) status = SlimPodStatus.Read(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new Pod { Metadata = metadata!, Spec = spec!, Status = status! };
    }

    public override void Write(Utf8JsonWriter writer, Pod value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, KubernetesJson.Default.Pod);
}
