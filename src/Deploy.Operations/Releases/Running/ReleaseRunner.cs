using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>
/// Carries plans out. A plan that somebody's change has overtaken, or whose write may have been applied or not, is made anew
/// from what stands and carried out then.
/// </summary>
internal sealed class ReleaseRunner(KubernetesClient client, TimeProvider time, ReleaseEnvironment environment)
{
    private const int Tries = 8;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_firstLongPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    internal async Task<Release> RunAsync(ReleasePlan plan, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var report = new ReleaseReport(progress, plan.Namespace, plan.Module, plan.Kind, time);
        using var deadline = new ReleaseDeadline(plan.Options.Timeout, time, cancellationToken);
        var removal = plan.Work is PlannedWork.Remove remove ? new Removal(client, time, environment, remove) : null;
        try
        {
            return await TryAsync(plan, removal, report, deadline);
        }
        catch (Exception failure)
        {
            if (removal is not null)
                await removal.GiveBackAsync(report);
            if (failure is OperationCanceledException && deadline.HasCutOff)
                throw new DeployException(ReleaseCodes.TimedOut, $"{plan.Summary} did not end within {deadline.Timeout.TotalSeconds:0.#} s{report.Said}.", report.Target, null, failure);
            throw;
        }
    }

    private async Task<Release> TryAsync(ReleasePlan plan, Removal? removal, ReleaseReport report, ReleaseDeadline deadline)
    {
        var own = new OwnRelease(client);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (attempt > 1)
                {
                    if (await own.FindAsync(plan, deadline.Token) is { } opened)
                        return await DriveAsync(opened.Workload, opened.Release, plan.Options, report, deadline);
                    plan = await AgainAsync(plan, deadline.Token);
                }
                if (LiveOf(plan.Work) is { } live && await new RefreshWait(client, time).EndAsync(live, deadline.At, report, deadline.Token))
                    plan = await plan.Replan(deadline.Token);
                RefuseFailedChecks(plan);
                own.Note(plan);
                return removal is null ? await OnceAsync(plan, report, deadline) : await removal.RunAsync(plan.Options, report, deadline);
            }
            catch (KubernetesException failure) when (attempt < Tries && !deadline.IsOver && (failure.IsOvertaken() || failure.IsPassing()))
            {
                if (failure.IsPassing())
                    report.Warn($"The server does not answer ({failure.Reason}); looking at what stands, then trying again.");
                await Task.Delay(PauseAfter(failure, attempt), time, deadline.Token);
            }
        }
    }

    // A removal begun again goes on where it was; what else is to be done depends on what stands now.
    private static async Task<ReleasePlan> AgainAsync(ReleasePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Work is PlannedWork.Remove)
            return plan;
        var again = await plan.Replan(cancellationToken);
        // The write was applied, though the answer said otherwise: what is left is to wait.
        return again.Work is PlannedWork.Nothing nothing && plan.Work is PlannedWork.Adjust or PlannedWork.Scale
            ? again with { Work = new PlannedWork.Adjust(nothing.Live, TemplateChange.None, []) }
            : again;
    }

    private static TimeSpan PauseAfter(KubernetesException failure, int attempt)
    {
        var pause = failure.IsPassing() ? s_firstLongPause * Math.Pow(2, attempt - 1) : s_firstPause * attempt;
        return pause < s_longestPause ? pause : s_longestPause;
    }

    private Task<Release> OnceAsync(ReleasePlan plan, ReleaseReport report, ReleaseDeadline deadline) => plan.Work switch
    {
        PlannedWork.Begin begin => BeginAsync(begin, plan, report, deadline),
        PlannedWork.Adjust adjust => AdjustAsync(adjust, plan, report, deadline),
        PlannedWork.Scale scale => ScaleAsync(scale, plan, report, deadline),
        PlannedWork.Turn turn => TurnAsync(turn, plan, report, deadline),
        // Asked again for what was asked before: it may be on its way still.
        PlannedWork.Nothing nothing when plan is { Operation: ReleaseOperation.Resize, Options.Wait: true } =>
            new StandingWait(client, time).ForReplicasAsync(nothing.Live, deadline.Left, report, deadline.Token),
        PlannedWork.Nothing nothing => Task.FromResult(ReleaseReading.Of(nothing.Live, ReleaseRecord.Of(nothing.Live), time.GetUtcNow())),
        _ => throw new InvalidOperationException($"No way to carry out {plan.Work}."),
    };

    private async Task<Release> BeginAsync(PlannedWork.Begin begin, ReleasePlan plan, ReleaseReport report, ReleaseDeadline deadline)
    {
        if ((begin.Live ?? begin.Wanted) is { } known)
            report.Say(plan.Summary, begin.Live?.Ready ?? 0, known.Desired);
        if (plan.Operation == ReleaseOperation.Undo && begin.Live is { } live)
            await new FailedReplicas(client, time, environment, report).TellAsync(live, deadline.Token);
        var opening = new Opening(client, time, environment, plan.Options);
        var workload = await opening.RunAsync(begin, deadline.Token);
        return await DriveAsync(workload, begin.Release, plan.Options, report, deadline);
    }

    private async Task<Release> AdjustAsync(PlannedWork.Adjust adjust, ReleasePlan plan, ReleaseReport report, ReleaseDeadline deadline)
    {
        await Opening.WriteAlongAsync(client, adjust.Along, deadline.Token);
        var live = adjust.Live;
        if (!adjust.Change.IsEmpty)
        {
            var write = ObjectWrite.PatchOf(WorkloadResources.Of(live.Kind), live.Namespace, live.Name, live.ResourceVersion, adjust.Change.Patch.Copy());
            live = new Workload(live.Kind, (await write.RunAsync(client, dryRun: false, deadline.Token))!);
        }
        return plan.Options.Wait
            ? await new StandingWait(client, time).ForReplicasAsync(live, deadline.Left, report, deadline.Token)
            : ReleaseReading.Of(live, ReleaseRecord.Of(live), time.GetUtcNow());
    }

    private async Task<Release> ScaleAsync(PlannedWork.Scale scale, ReleasePlan plan, ReleaseReport report, ReleaseDeadline deadline)
    {
        report.Say($"scales from {scale.Live.Desired} to {scale.Replicas}", scale.Live.Ready, scale.Replicas);
        var resource = WorkloadResources.Of(scale.Live.Kind);
        var patch = Patch.Merge(new System.Text.Json.Nodes.JsonObject { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["replicas"] = scale.Replicas } });
        var written = new Workload(scale.Live.Kind, await client.PatchAsync(resource, scale.Live.Namespace, scale.Live.Name, patch, null, deadline.Token));
        return plan.Options.Wait
            ? await new StandingWait(client, time).ForReplicasAsync(written, deadline.Left, report, deadline.Token)
            : ReleaseReading.Of(written, ReleaseRecord.Of(written), time.GetUtcNow());
    }

    private async Task<Release> TurnAsync(PlannedWork.Turn turn, ReleasePlan plan, ReleaseReport report, ReleaseDeadline deadline)
    {
        report.Say(plan.Summary, turn.Live.Ready, turn.Live.Desired);
        var drives = turn.Release.Phase is ReleasePhase.Running or ReleasePhase.RollingBack;
        var written = await TurnWrite.Of(turn.Live, turn.Release, drives ? Lock(turn.Release) : null).RunAsync(client, dryRun: false, deadline.Token);
        var workload = new Workload(turn.Live.Kind, written!);
        return drives
            ? await DriveAsync(workload, turn.Release, plan.Options, report, deadline)
            : ReleaseReading.Of(workload, turn.Release, time.GetUtcNow());
    }

    internal async Task<Release> DriveAsync(Workload workload, ReleaseRecord release, ReleaseOptions options, ReleaseReport report, ReleaseDeadline deadline)
    {
        // What needs steps of ours cannot be left alone; a rolling update can.
        if (!options.Wait && release is { Strategy: StrategyKind.Rolling, Phase: ReleasePhase.Running, OnFailure: FailurePolicy.Stop })
            return ReleaseReading.Of(workload, release, time.GetUtcNow());
        try
        {
            var end = await new RolloutRun(client, time, environment, options, release, report).DriveAsync(workload, deadline);
            return ReleaseReading.Ended(end, release, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested)
        {
            await GiveBackAsync(workload);
            throw;
        }
    }

    private async Task GiveBackAsync(Workload workload)
    {
        using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
        try
        {
            if (await client.FindAsync(WorkloadResources.Of(workload.Kind), workload.Namespace, workload.Name, timer.Token) is { } json)
                await LockRelease.TryAsync(client, new Workload(workload.Kind, json), environment, time);
        }
        catch (Exception failure) when (failure is KubernetesException or OperationCanceledException)
        {
            RolloutRun.LockKept(environment.Logger, workload.Name);
        }
    }

    private ReleaseLock Lock(ReleaseRecord release) => new()
    {
        Holder = environment.Holder,
        Reason = release.Cause ?? release.Operation.ToString(),
        Release = release.Id,
        Expires = time.GetUtcNow() + ReleaseLock.Life,
    };

    // What is removed may stay paused.
    private static Workload? LiveOf(PlannedWork work) => work switch
    {
        PlannedWork.Begin begin => begin.Live,
        PlannedWork.Adjust adjust => adjust.Live,
        PlannedWork.Scale scale => scale.Live,
        PlannedWork.Turn turn => turn.Live,
        PlannedWork.Nothing nothing => nothing.Live,
        _ => null,
    };

    private static void RefuseFailedChecks(ReleasePlan plan)
    {
        // Downtime has an agreement of its own; other checks can be gone over.
        if (plan.Preflight.FirstOrDefault(check => !check.Passed && (!plan.Options.Force || check.Code == ReleaseCodes.DowntimeNotAccepted.Code)) is { } failed)
        {
            throw new DeployException(ErrorCodes.Find(failed.Code ?? "") ?? ReleaseCodes.PreflightFailed,
                $"{plan.Summary}: {failed.Message}", $"{plan.Namespace}/{plan.Module}");
        }
    }
}
