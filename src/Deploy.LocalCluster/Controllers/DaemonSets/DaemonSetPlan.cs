using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.DaemonSets;

/// <summary>Nodes that need a pod, and pods that have to go.</summary>
/// <param name="CreateOn">Names of nodes.</param>
/// <param name="Delete">Pods.</param>
/// <param name="Failed">Those of <paramref name="Delete"/> that go because they failed.</param>
internal sealed record DaemonSetPlan(IReadOnlyList<string> CreateOn, IReadOnlyList<Pod> Delete, IReadOnlyList<Pod> Failed);
