using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;

namespace Deploy.Kubernetes.Transport;

/// <summary>How bodies of requests are written, and the answers read that are models of the package's.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(V1Patch))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1Eviction))]
[JsonSerializable(typeof(V1Scale))]
[JsonSerializable(typeof(V1SelfSubjectAccessReview))]
internal sealed partial class RequestJson : JsonSerializerContext
{
    /// <summary>Schemas of custom kinds are nested deeper than the 64 that the serializer allows by itself.</summary>
    internal const int MaxDepth = 1000;
}
