using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>What a release sees of its module at one moment.</summary>
/// <param name="Revisions">Empty where the strategy does not need them.</param>
/// <param name="Services">Services of the namespace, where the strategy moves traffic.</param>
internal sealed record WorkloadSnapshot(Workload Workload, IReadOnlyList<RevisionSet> Revisions, IReadOnlyList<Pod> Pods, IReadOnlyList<JsonObject> Services);
