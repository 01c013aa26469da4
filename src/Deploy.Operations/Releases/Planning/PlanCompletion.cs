using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Adds to a plan what follows from its release: the batches, the warnings, the checks that need no cluster. Pure.</summary>
internal static class PlanCompletion
{
    internal static ReleasePlan Complete(ReleasePlan plan) => plan.Work is PlannedWork.Begin { Live: { } live } begin
        ? plan with
        {
            Steps = Steps(begin.Release, live),
            Warnings = [.. plan.Warnings, .. Warnings(begin, live, plan.Operation)],
            Preflight = [.. plan.Preflight, Downtime(begin, live, plan.Options)],
        }
        : plan;

    private static IReadOnlyList<PlannedStep> Steps(ReleaseRecord release, Workload live)
    {
        if (release.Strategy != StrategyKind.Batched)
            return [];
        var total = BatchSizes.Total(release, live.Desired);
        return [.. Enumerable.Range(1, total).Select(batch => new PlannedStep(batch,
            BatchSizes.After(release, batch, live.Desired) - BatchSizes.After(release, batch - 1, live.Desired),
            batch < total && (release.Pause == PauseAfter.Each || release.Pause == PauseAfter.First && batch == 1)))];
    }

    private static IEnumerable<string> Warnings(PlannedWork.Begin begin, Workload live, ReleaseOperation operation)
    {
        if (PausedRefresh.NoteOf(live) is { } note)
            yield return $"It is paused since {note.StartedOn:u} while its package URLs are renewed; that is waited for, or ended where it was broken off, first.";
        if (live.Kind == ModuleKind.DaemonSet)
            yield return "A DaemonSet removes each replica before it starts the next: requests to that base are lost meanwhile.";
        if (live.Kind == ModuleKind.StatefulSet && live.Desired > 1)
            yield return "A StatefulSet replaces its replicas one by one, each after it stopped: one fewer answers meanwhile.";
        if (live.SelectsOnVersion && begin.Change.Version != live.Selector[ModuleLabels.Version])
            yield return $"The workload selects on the version label, which therefore stays '{live.Selector[ModuleLabels.Version]}'; {ModuleLabels.VersionVariable} tells the version.";
        // Whoever rolls a failed release back knows of it.
        if (operation == ReleaseOperation.Undo && begin.Earlier is { Phase: ReleasePhase.Failed })
            yield break;
        if (begin.Earlier is { IsOpen: true } earlier && !OpenRelease.IsDone(earlier, live))
            yield return $"Release {earlier.Id} ({earlier.Cause}) is not finished; this one goes over it.";
    }

    // Acknowledged first, when there is a moment in which no replica may answer.
    private static PreflightCheck Downtime(PlannedWork.Begin begin, Workload live, ReleaseOptions options)
    {
        var reason = live.Kind switch
        {
            ModuleKind.Pod when begin.Release.FromContainer is not null => "a bare pod stops before its new container starts",
            ModuleKind.Deployment when (begin.Change.Patch.TextAt("spec", "strategy", "type") ?? live.Json.TextAt("spec", "strategy", "type")) == "Recreate" && live.Desired > 0
                => "strategy Recreate stops all replicas before the new ones start",
            ModuleKind.StatefulSet when live.Desired == 1 => "the only replica of the StatefulSet stops before its successor starts",
            ModuleKind.DaemonSet when live.Desired == 1 => "the only replica of the DaemonSet stops before its successor starts",
            _ => null,
        };
        return reason is null ? new PreflightCheck("downtime", true, "no moment without a replica is expected")
            : options.AcceptDowntime ? new PreflightCheck("downtime", true, $"accepted: {reason}")
            : new PreflightCheck("downtime", false, $"{reason}.", Errors.ReleaseCodes.DowntimeNotAccepted.Code);
    }
}
