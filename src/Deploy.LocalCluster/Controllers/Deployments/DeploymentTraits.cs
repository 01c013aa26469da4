using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>What is read off a deployment and its replica sets.</summary>
internal static class DeploymentTraits
{
    public static bool IsRecreate(this DeploymentWorkload deployment) => deployment.Spec.Strategy?.Type == "Recreate";

    /// <summary>The largest number means no deadline, as in Kubernetes.</summary>
    public static bool HasProgressDeadline(this DeploymentWorkload deployment) =>
        deployment.Spec.ProgressDeadlineSeconds is { } seconds && seconds != int.MaxValue;

    public static bool IsActive(this ReplicaSetWorkload set) => set.Spec.Replicas > 0;

    public static int? DesiredReplicas(this ReplicaSetWorkload set) => Number(set, WorkloadLabels.DesiredReplicas);

    public static int? MaxReplicas(this ReplicaSetWorkload set) => Number(set, WorkloadLabels.MaxReplicas);

    /// <summary>0 when the set has no revision.</summary>
    public static long Revision(this ReplicaSetWorkload set) =>
        set.Metadata.Annotations.TryGetValue(WorkloadLabels.Revision, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    public static IOrderedEnumerable<ReplicaSetWorkload> OldestFirst(this IEnumerable<ReplicaSetWorkload> sets) =>
        sets.OrderBy(set => set.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue).ThenBy(set => set.Metadata.Name, StringComparer.Ordinal);

    public static ReplicaSetWorkload WithReplicas(this ReplicaSetWorkload set, int replicas) => set with { Spec = set.Spec with { Replicas = replicas } };

    public static bool IsComplete(this DeploymentWorkload deployment, DeploymentStatus status) =>
        status.UpdatedReplicas == deployment.Spec.Replicas
        && status.Replicas == deployment.Spec.Replicas
        && status.AvailableReplicas == deployment.Spec.Replicas
        && status.ObservedGeneration >= deployment.Metadata.Generation;

    private static int? Number(ReplicaSetWorkload set, string annotation) =>
        set.Metadata.Annotations.TryGetValue(annotation, out var text) && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
