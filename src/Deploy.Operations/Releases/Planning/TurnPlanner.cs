using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Plans to suspend, resume or stop an open release.</summary>
internal sealed class TurnPlanner(PlanContext context)
{
    /// <summary>No lock is needed to suspend: whoever drives sees it and stops.</summary>
    internal async Task<ReleasePlan> SuspendAsync(string ns, string name, ReleaseOptions options, CancellationToken cancellationToken)
    {
        var live = await context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
        var open = OpenRelease.Require(live);
        if (open.Phase == ReleasePhase.Paused)
            return Plan(ReleaseOperation.Suspend, live, open, open, "", options, Again);
        if (open.Phase != ReleasePhase.Running)
            throw new DeployException(ReleaseCodes.NotOpen, $"Release {open.Id} is {open.Phase}; only a running one can be suspended.", Target(live));
        if (open.Strategy == StrategyKind.Rolling && live.Kind != ModuleKind.Deployment)
        {
            throw new DeployException(ModuleCodes.InvalidParameter, $"The rolling update of a {live.Kind} cannot be suspended.", Target(live),
                "Release it in batches, which can.");
        }
        var paused = open with { Phase = ReleasePhase.Paused, Message = $"Suspended by {context.Holder}.", HoldsPause = open.HoldsPause || open.Strategy == StrategyKind.Rolling };
        return Plan(ReleaseOperation.Suspend, live, open, paused, "no further replica is replaced", options, Again);

        Task<ReleasePlan> Again(CancellationToken token) => SuspendAsync(ns, name, options, token);
    }

    /// <summary>Goes on with a release that is paused, failed, or whose driver is gone.</summary>
    internal async Task<ReleasePlan> ResumeAsync(string ns, string name, ReleaseOptions options, CancellationToken cancellationToken)
    {
        var live = await context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
        OpenRelease.RefuseHalfRemoved(live);
        var open = OpenRelease.Require(live);
        if (!options.Force)
            OpenRelease.RefuseLocked(live, context.Holder, context.Now);
        if (open.Phase == ReleasePhase.Closed)
            throw new DeployException(ReleaseCodes.NotOpen, $"Release {open.Id} was closed; it does not go on.", Target(live), "Publish a version, or roll back with Undo-ModuleRelease.");
        var resumed = open with
        {
            Phase = open.Phase == ReleasePhase.RollingBack ? open.Phase : ReleasePhase.Running,
            ResumedBatch = open.Phase == ReleasePhase.Paused ? open.Batch : open.ResumedBatch,
            HoldsPause = false,
            Message = open.Phase == ReleasePhase.RollingBack ? open.Message : null,
        };
        return Plan(ReleaseOperation.Resume, live, open, resumed, $"goes on with {open.Cause}", options, token => ResumeAsync(ns, name, options, token));
    }

    internal async Task<ReleasePlan> StopAsync(string ns, string name, bool rollback, ReleaseOptions options, CancellationToken cancellationToken)
    {
        var live = await context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
        var open = OpenRelease.Require(live);
        if (!options.Force)
            OpenRelease.RefuseLocked(live, context.Holder, context.Now);
        if (rollback && open.FromRevision == 0)
            throw new DeployException(ReleaseCodes.NothingToUndo, $"Release {open.Id} is the first of module '{name}': there is nothing to go back to.", Target(live), "Unpublish the module, or publish a working version.");
        if (!rollback && open.Strategy == StrategyKind.Safe && open.Phase != ReleasePhase.RollingBack)
        {
            throw new DeployException(ModuleCodes.InvalidParameter, $"Safe upgrade {open.Id} holds two sets side by side; it cannot be left half-way.", Target(live),
                "Go on with Resume-ModuleRelease, or back with Stop-ModuleRelease -Rollback.");
        }
        // A rolling update goes on by itself unless the workload is paused.
        var stopped = rollback
            ? open with { Phase = ReleasePhase.RollingBack, Message = open.Message ?? $"Rolled back by {context.Holder}." }
            : open with { Phase = ReleasePhase.Closed, Message = $"Closed by {context.Holder}.", EndedAt = context.Now, HoldsPause = open.HoldsPause || open.Strategy == StrategyKind.Rolling && live.Kind == ModuleKind.Deployment };
        return Plan(ReleaseOperation.Stop, live, open, stopped, rollback ? $"{open.ToVersion} is rolled back to {open.FromVersion}" : "everything stays where it is", options,
            token => StopAsync(ns, name, rollback, options, token));
    }

    private static ReleasePlan Plan(ReleaseOperation operation, Workload live, ReleaseRecord before, ReleaseRecord after, string reason, ReleaseOptions options, Func<CancellationToken, Task<ReleasePlan>> again) => new(IsNothing(before, after) ? new PlannedWork.Nothing(live) : new PlannedWork.Turn(live, after), options, again)
    {
        Operation = operation,
        Namespace = live.Namespace,
        Module = live.Module.Name,
        Kind = live.Kind,
        FromVersion = before.FromVersion,
        ToVersion = before.ToVersion,
        Changes = IsNothing(before, after) ? []
            : [new PlannedChange(ChangeAction.Patch, live.Kind.ToString(), live.Namespace, live.Name, reason, [$"release {before.Id}: {before.Phase} -> {after.Phase}"])],
    };

    // A release that runs and nobody drives is the same before and after, and yet there is much to do.
    private static bool IsNothing(ReleaseRecord before, ReleaseRecord after) =>
        before == after && after.Phase is not (ReleasePhase.Running or ReleasePhase.RollingBack);

    private static string Target(Workload live) => $"{live.Namespace}/{live.Module.Name}";
}
