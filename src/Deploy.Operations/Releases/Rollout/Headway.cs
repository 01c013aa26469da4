namespace Deploy.Operations.Releases.Rollout;

/// <summary>
/// Whether a rolling update gets on by the counts of its workload alone. While it does, its replicas need not be listed and watched,
/// which is most of what a release asks of a server; when it does not, they tell why.
/// </summary>
internal sealed class Headway
{
    /// <summary>How long the counts may stand still before the replicas are looked at.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private RolloutState? _best;

    internal RolloutState Apply(RolloutState state)
    {
        if (_best is null || IsBetter(state, _best))
            _best = state;
        var lookAt = _best.Now + Patience;
        // On the way back the failed replicas are told of before they go.
        var needed = state.Release.Phase == ReleasePhase.RollingBack || IsInTrouble(state) || state.Now >= lookAt;
        return state with { NeedsReplicas = needed, ChangesAt = state.ChangesAt < lookAt ? state.ChangesAt : lookAt };
    }

    // What the conditions say before the controller took note of the change is about the release before.
    private static bool IsInTrouble(RolloutState state) => state.Counts.Settled && (state.Hopeless is not null || state.Obstacle is not null);

    private static bool IsBetter(RolloutState state, RolloutState best) =>
        state.Counts.Settled && !best.Counts.Settled || state.Responsive > best.Responsive || state.Counts.Updated > best.Counts.Updated
        || state.Counts.Old < best.Counts.Old || state.Counts.Available > best.Counts.Available;
}
