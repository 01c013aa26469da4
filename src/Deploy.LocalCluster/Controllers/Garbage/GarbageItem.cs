using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Garbage;

/// <summary>An object and its kind.</summary>
internal sealed record GarbageItem(ResourceType<OwnedObject> Type, ObjectMeta Metadata)
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    public bool IsGoing => Metadata.DeletionTimestamp is not null;

    /// <summary>Goes only after its dependents.</summary>
    public bool WaitsForDependents => IsGoing && Has(ForegroundFinalizer);

    public bool Has(string finalizer) => Metadata.Finalizers.Contains(finalizer, StringComparer.Ordinal);
}
