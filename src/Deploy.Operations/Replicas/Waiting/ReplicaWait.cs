using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas.Waiting;

/// <summary>
/// Whether waiting for replicas makes sense still. A pure function. The rule: a cause ends the wait when it cannot heal without
/// help, or could have healed by itself and did not within the grace of <see cref="WaitOptions"/>. Replicas that end for a
/// reason of their node are replaced by their workload and never end a wait.
/// </summary>
public static class ReplicaWait
{
    /// <summary>Judges the replicas of the revision that is waited for.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="replicas">Its replicas of this revision only.</param>
    /// <param name="options">The graces; null for the defaults.</param>
    /// <param name="now">The moment that the answer is for.</param>
    public static WaitVerdict Judge(WorkloadFacts workload, IReadOnlyList<ReplicaFacts> replicas, WaitOptions? options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(replicas);
        var settings = options ?? WaitOptions.Default;
        var live = replicas.Where(replica => replica?.Verdict.State is not (null or ReplicaState.Decommissioned or ReplicaState.Deleted)).ToArray();
        var responsive = live.Count(replica => replica.Verdict.State == ReplicaState.Responsive);
        var required = Math.Max(0, workload.Required ?? workload.Desired);
        var count = new Count(responsive, Math.Max(0, workload.Desired), required);
        if (!workload.Observed) return count.Pending(Cause.Of(ReleaseCodes.NotObserved), null);
        if (workload.Desired <= 0 && live.Length > 0) return count.Pending(Cause.Of(ReleaseCodes.InProgress, $"{live.Length} replicas are still to go."), null);
        if (responsive >= required) return count.Succeeded();
        return Undecided(workload, live, settings, now, count);
    }

    private static WaitVerdict Undecided(WorkloadFacts workload, ReplicaFacts[] live, WaitOptions options, DateTimeOffset now, Count count)
    {
        var prospects = live.Select(replica => (Replica: replica, Prospect: ReplicaProspects.Of(replica, options, now))).ToArray();
        var hopeless = prospects.Where(entry => entry.Prospect.Hopeless).ToArray();
        var expected = Math.Max(count.Desired, live.Length);
        if (hopeless.Length > 0 && expected - hopeless.Length < count.Required)
            return count.Impossible(hopeless.MaxBy(entry => entry.Replica.Verdict.State == ReplicaState.StartingError).Replica.Verdict.Cause!);
        var creation = WorkloadProspects.CreationFailure(workload, options, now);
        if (creation is { Hopeless: true, Cause: { } refused }) return count.Impossible(refused);
        var telling = Telling(prospects.Select(entry => entry.Replica));
        if (WorkloadProspects.DeadlineExceeded(workload) is { } deadline)
            return count.Impossible(telling?.Verdict is { State: ReplicaState.StartingError or ReplicaState.Unresponsive, Cause: { } cause } ? cause : deadline);
        var again = prospects.Select(entry => entry.Prospect.HopelessAt).Append(creation?.HopelessAt)
            .Concat(live.Select(replica => replica.Verdict.ChangesAt)).Where(time => time > now).Min();
        return count.Pending(creation?.Cause ?? telling?.Verdict.Cause ?? Cause.Of(ReleaseCodes.InProgress), again);
    }

    // The replica whose cause says most about why it takes so long.
    private static ReplicaFacts? Telling(IEnumerable<ReplicaFacts> replicas) => replicas
        .Where(replica => replica.Verdict.State != ReplicaState.Responsive)
        .MinBy(replica => replica.Verdict.State switch
        {
            ReplicaState.StartingError => 0,
            ReplicaState.Unresponsive => 1,
            ReplicaState.Starting when replica.Verdict.Cause?.Source == "Scheduler" => 2,
            ReplicaState.Starting => 3,
            _ => 4,
        });

    private sealed record Count(int Responsive, int Desired, int Required)
    {
        private string Progress => $"{Responsive} of {(Required < Desired ? $"{Required} required" : $"{Desired}")} responsive";

        public WaitVerdict Succeeded() => new(WaitOutcome.Succeeded, Progress + ".", null, Responsive, Desired, null);

        public WaitVerdict Pending(Cause cause, DateTimeOffset? again) =>
            new(WaitOutcome.Pending, $"{Progress}: {cause.Message}", cause, Responsive, Desired, again);

        public WaitVerdict Impossible(Cause cause) =>
            new(WaitOutcome.Impossible, $"{Progress}, and it cannot become more: {cause.Message}", cause, Responsive, Desired, null);
    }
}
