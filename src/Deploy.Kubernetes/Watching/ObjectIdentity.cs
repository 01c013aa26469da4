using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Watching;

/// <summary>Which object this is, and which version of it.</summary>
internal readonly record struct ObjectIdentity(ObjectKey Key, string Uid, string ResourceVersion)
{
    /// <exception cref="NotSupportedException">The type is neither a model nor a JSON object.</exception>
    internal static ObjectIdentity Of<T>(T item) => item switch
    {
        IKubernetesObject model => From(model.Metadata),
        JsonObject json => From(json["metadata"] as JsonObject),
        _ => throw new NotSupportedException($"{typeof(T).Name} has no metadata; implement {nameof(IKubernetesObject)}."),
    };

    private static ObjectIdentity From(ObjectMeta metadata) =>
        new(new ObjectKey(metadata.Namespace ?? "", metadata.Name), metadata.Uid, metadata.ResourceVersion);

    private static ObjectIdentity From(JsonObject? metadata) =>
        new(new ObjectKey(Text(metadata, "namespace"), Text(metadata, "name")), Text(metadata, "uid"), Text(metadata, "resourceVersion"));

    private static string Text(JsonObject? metadata, string name) => metadata?[name]?.GetValue<string>() ?? "";
}
