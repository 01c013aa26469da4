using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Revisions;

/// <summary>The stored revisions of a workload.</summary>
/// <param name="Update">The one of the present template.</param>
/// <param name="All">All of them, <paramref name="Update"/> included.</param>
internal sealed record RevisionState(ControllerRevision Update, IReadOnlyList<ControllerRevision> All);
