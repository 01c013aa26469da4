using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Who controls an object, and how that is written.</summary>
internal static class Ownership
{
    public static OwnerReference? Controller(this ObjectMeta metadata)
    {
        foreach (var owner in metadata.OwnerReferences)
        {
            if (owner.Controller == true)
                return owner;
        }

        return null;
    }

    public static bool IsControlledBy(this ObjectMeta metadata, string uid) => metadata.Controller()?.Uid == uid;

    public static ObjectKey Key(this ObjectMeta metadata) => new(metadata.Namespace ?? "", metadata.Name);

    public static JsonObject ReferenceTo<T>(ResourceType<T> type, ObjectMeta owner) => new()
    {
        ["apiVersion"] = type.ApiVersion,
        ["kind"] = type.Kind,
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };
}
