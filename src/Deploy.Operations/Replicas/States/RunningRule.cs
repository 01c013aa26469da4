using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>All containers run and the replica is not Ready: Started within its grace, Unresponsive after it or when it was Ready before.</summary>
internal static class RunningRule
{
    public static ReplicaVerdict? Judge(PodView view)
    {
        if (view.Apps.Count == 0 || view.Apps.Any(app => app.Running is null)) return null;
        if (view.EverReady) return new(ReplicaState.Unresponsive, ProbeCauses.NotReady(view));
        // Without any time to count from, no grace can end.
        if (GraceEnds(view) is not { } graceEnds) return new(ReplicaState.Started, Cause.Of(ContainerCodes.NotAnswering));
        if (view.Now >= graceEnds) return new(ReplicaState.Unresponsive, ProbeCauses.NotReady(view));
        return new(ReplicaState.Started, ProbeCauses.NotYetReady(view, graceEnds), graceEnds);
    }

    /// <summary>When a replica that never was Ready counts as Unresponsive.</summary>
    private static DateTimeOffset? GraceEnds(PodView view)
    {
        if ((view.Apps.Max(app => app.Running!.StartedAt) ?? view.Pod.Status.StartTime ?? view.Pod.Metadata.CreationTimestamp) is not { } started) return null;
        var checks = view.Apps.Select(app => Allowed(app.Spec)).DefaultIfEmpty(TimeSpan.Zero).Max();
        return Moments.Plus(started, Moments.Plus(view.Options.ReadinessGrace, checks));
    }

    // What the container's own checks allow: all tries of the start-up check, and the readiness check's initial delay.
    private static TimeSpan Allowed(Container? container) =>
        Moments.Plus(Tries(container?.StartupProbe), Moments.Seconds(container?.ReadinessProbe?.InitialDelaySeconds ?? 0));

    private static TimeSpan Tries(Probe? check) => check is null ? TimeSpan.Zero : Moments.Seconds(
        Math.Max(0, check.InitialDelaySeconds ?? 0)
        + ((double)Math.Max(1, check.FailureThreshold ?? 3) * Math.Max(1, check.PeriodSeconds ?? 10)));
}
