using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Deploy.Kubernetes.Serialization;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Generated metadata of the workloads; everything inside them is read and written as the client's models are.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DeploymentWorkload))]
[JsonSerializable(typeof(ReplicaSetWorkload))]
[JsonSerializable(typeof(StatefulSetWorkload))]
[JsonSerializable(typeof(DaemonSetWorkload))]
[JsonSerializable(typeof(OwnedObject))]
internal sealed partial class WorkloadJson : JsonSerializerContext
{
    // Lazy: the generated part's own static fields must be set before.
    private static readonly Lazy<JsonSerializerOptions> Combined = new(() => new(ModelJson.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ModelJson.Options.TypeInfoResolver, Default),
    });

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Combined.Value.GetTypeInfo(typeof(T));
}
