using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>Everything that a deployment needs now.</summary>
/// <param name="Actions">Writes, in order.</param>
/// <param name="Revision">The revision to note on the deployment; null to leave it.</param>
/// <param name="Status">The status to write; null when it is right.</param>
/// <param name="Again">When to look again though nothing changes; null: never.</param>
internal sealed record DeploymentPlan(IReadOnlyList<DeploymentAction> Actions, string? Revision, DeploymentStatus? Status, TimeSpan? Again);
