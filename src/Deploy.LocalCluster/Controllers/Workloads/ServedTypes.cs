using Deploy.Kubernetes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Every kind that the local cluster's API stores, read as far as deletion is concerned.</summary>
internal static class ServedTypes
{
    public static IReadOnlyList<ResourceType<OwnedObject>> All { get; } =
    [
        .. ResourceKinds.All.Select(kind => new ResourceType<OwnedObject>(kind.Group, kind.Version, kind.Plural, kind.Kind, kind.Namespaced, WorkloadJson.Of<OwnedObject>)),
    ];
}
