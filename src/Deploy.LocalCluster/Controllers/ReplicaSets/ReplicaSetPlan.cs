using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.ReplicaSets;

/// <summary>How many pods to create, and which to delete; never both.</summary>
internal sealed record ReplicaSetPlan(int Create, IReadOnlyList<Pod> Delete)
{
    public static ReplicaSetPlan Nothing { get; } = new(0, []);
}
