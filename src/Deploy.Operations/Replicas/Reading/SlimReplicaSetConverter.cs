using System.Text.Json;
using System.Text.Json.Serialization;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Operations.Replicas;

/// <summary>Reads of a ReplicaSet its metadata only: which revision it is, and since when.</summary>
internal sealed class SlimReplicaSetConverter : JsonConverter<ReplicaSet>
{
    public override ReplicaSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ObjectMeta? metadata = null;
        while (SlimReader.NextField(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8)) metadata = SlimMetadata.Read(ref reader);
            else SlimReader.SkipValue(ref reader);
        }
        return new ReplicaSet { Metadata = metadata! };
    }

    public override void Write(Utf8JsonWriter writer, ReplicaSet value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, KubernetesJson.Default.ReplicaSet);
}
