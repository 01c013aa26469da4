using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Metadata of the models as status reads them. A list of thousands of pods is mostly what status does not need (managed fields,
/// volumes, tolerations, the last applied manifest): these readers skip it in the bytes, so that it never becomes an object.
/// </summary>
internal static class SlimJson
{
    private static readonly JsonSerializerOptions Options = Create(new SlimPodConverter(), new SlimReplicaSetConverter());

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create(params ReadOnlySpan<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions(KubernetesJson.Default.Options) { TypeInfoResolver = KubernetesJson.Default };
        foreach (var converter in converters) options.Converters.Insert(0, converter);
        options.MakeReadOnly();
        return options;
    }
}
