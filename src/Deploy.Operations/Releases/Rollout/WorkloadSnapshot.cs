using System.Collections.ObjectModel;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>What a release sees of its module at one moment.</summary>
/// <param name="Revisions">Empty where the strategy does not need them.</param>
/// <param name="Pods">Null where the replicas are not followed, so that the workload's own counts must do.</param>
/// <param name="Services">Services of the namespace, where the strategy moves traffic.</param>
internal sealed record WorkloadSnapshot(Workload Workload, IReadOnlyList<RevisionSet> Revisions, IReadOnlyList<Pod>? Pods, IReadOnlyList<JsonObject> Services)
{
    /// <summary>What was read of replicas besides their pods, by their uid.</summary>
    internal IReadOnlyDictionary<string, ReplicaEvidence> Evidence { get; init; } = ReadOnlyDictionary<string, ReplicaEvidence>.Empty;
}
