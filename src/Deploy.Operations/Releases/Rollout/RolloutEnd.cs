using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>What driving a release came to.</summary>
/// <param name="Responsive">Replicas of the target that answer.</param>
internal sealed record RolloutEnd(ReleasePhase Phase, WorkloadSnapshot Snapshot, ReleaseRecord Release, int Responsive);
