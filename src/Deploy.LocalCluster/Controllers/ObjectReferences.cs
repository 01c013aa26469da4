using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers;

/// <summary>How events name the object that they are about.</summary>
internal static class ObjectReferences
{
    public static ObjectReference To<T>(ResourceType<T> type, ObjectMeta metadata, string? fieldPath = null) => new()
    {
        ApiVersion = type.ApiVersion,
        Kind = type.Kind,
        Namespace = metadata.Namespace,
        Name = metadata.Name,
        Uid = metadata.Uid,
        ResourceVersion = metadata.ResourceVersion,
        FieldPath = fieldPath,
    };
}
