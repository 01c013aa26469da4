using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>
/// The state of a replica: a pure function of its pod, what else is known, the limits and the clock.
/// It is total: whatever is missing or senseless in the pod, it answers and never throws.
/// </summary>
public static class ReplicaStates
{
    // The first rule that speaks decides.
    private static readonly Func<PodView, ReplicaVerdict?>[] Rules =
    [
        DeletionRule.Judge,
        EndedRule.Judge,
        ReadyRule.Judge,
        SchedulingRule.Judge,
        InitializingRule.Judge,
        WaitingRule.Judge,
        TerminatedRule.Judge,
        RunningRule.Judge,
    ];

    /// <summary>Works out the state and its cause.</summary>
    /// <param name="pod">The replica's pod; fields that are not set count as not known.</param>
    /// <param name="evidence">Events, node and capacity where they were read; null for none.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <param name="now">The moment that the answer is for.</param>
    public static ReplicaVerdict Decide(Pod? pod, ReplicaEvidence? evidence, ReplicaStateOptions? options, DateTimeOffset now)
    {
        var view = new PodView(pod, evidence, options, now);
        foreach (var rule in Rules)
        {
            if (rule(view) is { } verdict) return NodeCauses.Refine(view, verdict);
        }
        return NodeCauses.Refine(view, CreationCauses.Preparing(view));
    }
}
