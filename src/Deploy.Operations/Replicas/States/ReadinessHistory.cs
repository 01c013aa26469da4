using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Whether a replica was Ready at any time, told from what the pod still shows of its past.
/// The Ready condition is False from the moment that the node accepts the pod (its startTime); when it is False and changed
/// later than that, it was True in between.
/// </summary>
internal static class ReadinessHistory
{
    // Server times are in whole seconds, and the node writes the condition in the second of its first status.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    // A restart costs its back-off and about this much besides; a pod older than all that has also run in between.
    private static readonly TimeSpan PerRestart = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    public static bool WasEverReady(PodView view)
    {
        var ready = view.Condition("Ready");
        if (ready?.Status == "True") return true;
        if (ready?.LastTransitionTime is not { } changed || Accepted(view) is not { } accepted) return false;
        if (changed <= Moments.Plus(accepted, Rounding)) return false;
        return view.Apps.Any(HasReadinessCheck) || HasRun(view, accepted, changed);
    }

    private static DateTimeOffset? Accepted(PodView view) =>
        view.Pod.Status.StartTime ?? view.Condition("PodScheduled")?.LastTransitionTime ?? view.Pod.Metadata.CreationTimestamp;

    private static bool HasReadinessCheck(ContainerView container) => container.Spec?.ReadinessProbe is not null;

    // Without a readiness check "Ready" means only that the process existed; it counts when a run lasted.
    private static bool HasRun(PodView view, DateTimeOffset accepted, DateTimeOffset changed)
    {
        if (view.Apps.Count == 0) return true;
        var limit = view.Options.MinimumRun;
        if (view.Apps.All(app => app.Restarts == 0 && app.Terminated is null)) return true;
        if (view.Apps.Any(app => Lasted(app.Terminated, limit) || Lasted(app.LastTerminated, limit))) return true;
        var restarts = view.Apps.Max(app => app.Restarts);
        return changed - accepted > Moments.Plus(CrashLoopTime(restarts), Slack);
    }

    private static bool Lasted(ContainerStateTerminated? run, TimeSpan limit) =>
        run is { StartedAt: { } start, FinishedAt: { } end } && end - start >= limit;

    // 10 s, doubled at each restart up to 5 minutes: what a node waits between runs of a container that keeps crashing.
    private static TimeSpan CrashLoopTime(int restarts)
    {
        var doubling = Math.Min(restarts, 5);
        var seconds = (10.0 * ((1 << doubling) - 1)) + (300.0 * Math.Max(0, restarts - 5)) + (PerRestart.TotalSeconds * restarts);
        return Moments.Seconds(seconds);
    }
}
