using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Health checks: what they ask, and what they make of a replica.</summary>
internal static class ProbeCauses
{
    // A node kills within the termination grace of the failed check; an event much older is about another run.
    private static readonly TimeSpan Related = TimeSpan.FromMinutes(10);

    // Events and states have whole seconds, and are written by two of the node's parts.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(5);

    /// <summary>The health check or the hook that had the container killed; null when none is known. A process may end with any code when it is told to.</summary>
    public static Cause? Killed(PodView view, ContainerView container, ContainerStateTerminated end)
    {
        return Failing(view, container, end, "liveness", container.Spec?.LivenessProbe, ContainerCodes.LivenessFailing)
            ?? Failing(view, container, end, "startup", container.Spec?.StartupProbe, ContainerCodes.StartupFailing)
            ?? HookFailed(view, container, end);
    }

    /// <summary>A sidecar that runs and whose start-up check has not succeeded yet; null where it has none.</summary>
    public static Cause? NotStarted(PodView view, ContainerView sidecar) => Describe(sidecar.Spec?.StartupProbe) is not { } check ? null
        : Cause.Of(ContainerCodes.Initializing, $"The {sidecar.Title} runs, but its start-up check ({check}) has not succeeded yet{Because(EventLog.Newest(view, sidecar, "startup probe failed", "Unhealthy")?.Message)}.");

    /// <summary>Why a replica whose containers run is not Ready though it should be.</summary>
    public static Cause NotReady(PodView view)
    {
        var unready = view.Apps.FirstOrDefault(app => !app.Status.Ready);
        if (unready is null) return GateOrNode(view);
        if (unready.LastTerminated is { } end && EverRestarted(view, unready))
            return Restarted(view, unready, end);
        var said = EventLog.Newest(view, unready, "readiness probe failed", "Unhealthy")?.Message
            ?? EventLog.Newest(view, unready, "startup probe failed", "Unhealthy")?.Message;
        var check = Describe(unready.Spec?.ReadinessProbe) is { } asked ? $"its readiness check ({asked}) does not succeed" : "it is not ready";
        return Cause.Of(ContainerCodes.NotReady, $"The {unready.Title} runs, but {check}{Because(said)}.");
    }

    /// <summary>What a replica within its grace is waiting for.</summary>
    public static Cause NotYetReady(PodView view, DateTimeOffset graceEnds)
    {
        var restarted = view.Apps.FirstOrDefault(app => app.Restarts > 0 && app.LastTerminated is not null);
        if (restarted is not null) return Restarted(view, restarted, restarted.LastTerminated!);
        var left = Moments.Say(graceEnds > view.Now ? graceEnds - view.Now : TimeSpan.Zero);
        var check = view.Apps.Select(app => Describe(app.Spec?.ReadinessProbe)).FirstOrDefault(text => text is not null);
        var said = view.Apps.Select(app => EventLog.Newest(view, app, "probe failed", "Unhealthy")?.Message).FirstOrDefault(text => text is not null);
        return Cause.Of(ContainerCodes.NotAnswering, $"All containers run; {(check is null ? "readiness" : $"the readiness check ({check})")} is awaited for {left} more{Because(said)}.");
    }

    /// <summary>The check in short: <c>GET :8080/health</c>, <c>TCP :5432</c>, <c>command cat /tmp/ok</c>; null for none.</summary>
    public static string? Describe(Probe? check) => check switch
    {
        null => null,
        { HttpGet: { } http } => $"GET :{http.Port}{http.Path ?? "/"}",
        { TcpSocket: { } tcp } => $"TCP :{tcp.Port}",
        { Exec: { } exec } => $"command {string.Join(' ', exec.Command.Where(part => part is not null))}",
        { Grpc: not null } => "gRPC",
        _ => "check",
    };

    private static Cause? Failing(PodView view, ContainerView container, ContainerStateTerminated end, string kind, Probe? check, ErrorCode code)
    {
        var failed = EventLog.Newest(view, container, kind + " probe failed", "Unhealthy");
        var killing = EventLog.Newest(view, container, "failed " + kind + " probe", "Killing");
        if (failed is null && killing is null || !Ended(end, killing ?? failed!, killing is not null)) return null;
        var name = kind == "liveness" ? "running health check" : "start-up health check";
        var tries = check is null ? "" : $" {check.FailureThreshold ?? 3} times in a row";
        return Cause.Of(code, $"The {name} of {container.Title} ({Describe(check) ?? "check"}) failed{tries}, so the node ended it (exit code {end.ExitCode}{ExitCauses.Runs(container)}){Because(failed?.Message)}.");
    }

    private static Cause? HookFailed(PodView view, ContainerView container, ContainerStateTerminated end)
    {
        if (EventLog.Newest(view, container, null, "FailedPostStartHook") is not { } failed || !Ended(end, failed, isKill: true)) return null;
        return Cause.Of(ContainerCodes.CannotStart, $"The postStart hook of {container.Title} failed, so the node ended it (exit code {end.ExitCode}{ExitCauses.Runs(container)}){Because(failed.Message)}.",
            "Correct the hook in the module's container settings; its output is not in the log.");
    }

    // A kill between start and end of a run ended it, whatever it ended with. Where times are missing, and for a check that only failed, the
    // exit codes of a killed process tell.
    private static bool Ended(ContainerStateTerminated end, Event told, bool isKill)
    {
        var isKilled = end.ExitCode is 137 or 143;
        if (EventLog.Time(told) is not { } at || end.FinishedAt is not { } finished) return isKilled;
        if (isKill && end.StartedAt is { } started) return at >= Moments.Plus(started, -Rounding) && at <= Moments.Plus(finished, Rounding);
        return isKilled && (finished - at).Duration() <= Related;
    }

    private static Cause Restarted(PodView view, ContainerView container, ContainerStateTerminated end)
    {
        var cause = ExitCauses.Explain(view, container, end);
        var code = cause.Code == ContainerCodes.ExitedWithError.Code ? ContainerCodes.Restarted : ErrorCodes.Find(cause.Code) ?? ContainerCodes.Restarted;
        var since = Moments.Say(Moments.Since(container.Running?.StartedAt, view.Now));
        return Cause.Of(code, $"Started again {since} ago and not ready yet. {cause.Message}", cause.Suggestion);
    }

    // A restart explains the state for as long as a start may take; later the check itself is the cause.
    private static bool EverRestarted(PodView view, ContainerView container) =>
        container.Restarts > 0 && Moments.Since(container.Running?.StartedAt, view.Now) < view.Options.ReadinessGrace;

    private static Cause GateOrNode(PodView view)
    {
        foreach (var gate in view.Pod.Spec.ReadinessGates)
        {
            if (gate is null || view.IsTrue(gate.ConditionType)) continue;
            var condition = view.Condition(gate.ConditionType);
            return Cause.Of(ContainerCodes.GateNotMet, $"All containers are ready, but the readiness gate {gate.ConditionType} is not met: {condition?.Message ?? condition?.Reason ?? "nothing has set it"}.");
        }
        return Cause.Of(NodeCodes.Lost, $"All containers are ready, yet the replica does not count as ready: node {view.NodeName} seems not to report any more.");
    }

    private static string Because(string? said) => string.IsNullOrWhiteSpace(said) ? "" : $": {said.Trim().TrimEnd('.')}";
}
