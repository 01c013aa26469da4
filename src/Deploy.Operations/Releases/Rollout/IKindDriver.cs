using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>What differs between the kinds of workload. Pure: it reads snapshots and answers with writes.</summary>
internal interface IKindDriver
{
    RolloutCounts Count(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target);

    /// <summary>Writes that remove so many old replicas.</summary>
    IReadOnlyList<ObjectWrite> Retire(WorkloadSnapshot snapshot, ReleaseRecord release, TargetReplicas target, int count);

    /// <summary>Adds to the patch of the workload what opens the batch that the release names.</summary>
    void OpenBatch(JsonObject patch, Workload live, ReleaseRecord release);
}
