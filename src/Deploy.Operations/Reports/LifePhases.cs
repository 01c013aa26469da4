using Deploy.Operations.Replicas;

namespace Deploy.Operations.Reports;

/// <summary>
/// Works out which states a replica went through, and when. A pod keeps only the last change of its readiness and the last end
/// of each container: what was before is shown as what it must at least have been. Pure.
/// </summary>
internal static class LifePhases
{
    public static IReadOnlyList<LifePhase> Of(LifeFacts facts)
    {
        var changes = new List<(DateTimeOffset At, ReplicaState State)> { (facts.Created, ReplicaState.Starting) };
        changes.AddRange(facts.IsReady ? Answering(facts) : facts.WasReady ? Silent(facts) : Unstarted(facts));
        if (facts.LeftAt is { } left)
        {
            changes.RemoveAll(change => change.At > left);
            changes.Add((left, ReplicaState.Decommissioned));
        }
        // What is known of now is known better than what is pieced together.
        else if (changes[^1].State != facts.State && facts.State != ReplicaState.Deleted)
            changes[^1] = (changes[^1].At, facts.State);
        return Join(changes, facts.Created, facts.End);
    }

    private static IEnumerable<(DateTimeOffset At, ReplicaState State)> Answering(LifeFacts facts)
    {
        var since = facts.ReadyChanged ?? facts.Ran ?? facts.Created;
        if (facts.Ran is { } ran)
            yield return (ran, ReplicaState.Started);
        if (facts.Exits.LastOrDefault(exit => exit.Time < since) is { } exit)
            yield return (exit.Time, ReplicaState.Unresponsive);
        yield return (since, ReplicaState.Responsive);
    }

    private static IEnumerable<(DateTimeOffset At, ReplicaState State)> Silent(LifeFacts facts)
    {
        var until = facts.ReadyChanged ?? facts.End;
        yield return (facts.Ran is { } ran && ran < until ? ran : facts.Created, ReplicaState.Responsive);
        yield return (until, ReplicaState.Unresponsive);
    }

    private static IEnumerable<(DateTimeOffset At, ReplicaState State)> Unstarted(LifeFacts facts)
    {
        // Where more runs have ended than are known, the first of them ended long before.
        var isForgotten = facts.Restarts > facts.Exits.Count;
        if (facts.Ran is { } ran && !isForgotten)
            yield return (ran, ReplicaState.Started);
        if (facts.State == ReplicaState.StartingError)
            yield return (facts.Exits.Count > 0 && !isForgotten ? facts.Exits[0].Time : facts.Created, ReplicaState.StartingError);
        else if (facts.State == ReplicaState.Unresponsive && facts.Ran is { } started)
            yield return (started + ReplicaStateOptions.Default.ReadinessGrace, ReplicaState.Unresponsive);
    }

    // In order, within the life, without a gap; what has no length is left out.
    private static List<LifePhase> Join(List<(DateTimeOffset At, ReplicaState State)> changes, DateTimeOffset begin, DateTimeOffset end)
    {
        var phases = new List<LifePhase>();
        var sorted = changes.Select(change => (At: Clamp(change.At, begin, end), change.State)).OrderBy(change => change.At).ToList();
        foreach (var (index, (at, state)) in sorted.Index())
        {
            var until = index + 1 < sorted.Count ? sorted[index + 1].At : end;
            if (until <= at)
                continue;
            if (phases.Count > 0 && phases[^1].State == state)
                phases[^1] = phases[^1] with { To = until };
            else
                phases.Add(new LifePhase(state, at, until));
        }
        return phases;
    }

    private static DateTimeOffset Clamp(DateTimeOffset time, DateTimeOffset begin, DateTimeOffset end) => time < begin ? begin : time > end ? end : time;
}
