using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>What driving a release came to.</summary>
internal sealed record RolloutEnd(ReleasePhase Phase, WorkloadSnapshot Snapshot, ReleaseRecord Release);
