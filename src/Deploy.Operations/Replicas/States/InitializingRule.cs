using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Init containers, one after the other, before the module's own. A sidecar has had its turn when it is started.</summary>
internal static class InitializingRule
{
    public static ReplicaVerdict? Judge(PodView view)
    {
        if (view.IsTrue("Initialized") || view.Own.Any(app => app.Running is not null)) return null;
        var current = view.Inits.FirstOrDefault(init => init.IsSidecar ? !IsStarted(init) : init.Terminated is not { ExitCode: 0 });
        if (current is null) return null;
        if (WaitingRule.OfContainer(view, current) is { } waiting) return waiting;
        if (current.Terminated is { } ended) return TerminatedRule.OfContainer(view, current, ended);
        if (current.Running is not { } running) return null;
        var since = Moments.Say(Moments.Since(running.StartedAt, view.Now));
        var previous = current.LastTerminated is { } last ? $"; restarted {current.Restarts} times, last exit code {last.ExitCode}" : "";
        var wants = current.IsSidecar ? view.Missing(EvidenceKinds.Events) : EvidenceKinds.None;
        if (current.IsSidecar && ProbeCauses.NotStarted(view, current) is { } check) return new(view.Preparing, check, null, wants);
        return new(view.Preparing, Cause.Of(ContainerCodes.Initializing, $"The {current.Title} has been running for {since}{previous}."), null, wants);
    }

    // The node says when its start-up check, where it has one, has succeeded.
    private static bool IsStarted(ContainerView sidecar) => sidecar.Running is not null && (sidecar.Status.Started ?? sidecar.Spec?.StartupProbe is null);
}
