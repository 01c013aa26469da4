namespace Deploy.Operations.Releases.Rollout;

/// <summary>What the driving process alone knows of the open batch: since when it is complete, and what the gate said of it.</summary>
internal sealed class BatchProgress
{
    private int _batch;
    private DateTimeOffset? _completeAt;

    internal GateResult? Gate { get; set; }

    internal RolloutState Apply(RolloutState state, bool hasGate)
    {
        if (_batch != state.Release.Batch)
            (_batch, _completeAt, Gate) = (state.Release.Batch, null, null);
        if (state.Held >= RolloutPlanner.BatchOf(state, state.Release.Batch))
            _completeAt ??= state.Now;
        return state with { HasGate = hasGate, Gate = Gate, BatchCompleteAt = _completeAt };
    }
}
