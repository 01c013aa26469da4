using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Running;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Drives one open release from what the cluster shows, step by step, until it ends, pauses or fails, or the time is up.</summary>
internal sealed partial class RolloutRun
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_afterTrouble = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);

    private readonly KubernetesClient _client;
    private readonly TimeProvider _time;
    private readonly ReleaseEnvironment _environment;
    private readonly ReleaseOptions _options;
    private readonly ReleaseReport _report;
    private readonly HealthGate _gate;
    private readonly FailedReplicas _failed;
    private readonly BatchProgress _batch = new();
    private readonly Headway _headway = new();
    private readonly ReplicaInquiry _inquiry;
    private ReleaseRecord _last;
    private string _message = "the cluster takes note of the change";
    private int _troubles;

    internal RolloutRun(KubernetesClient client, TimeProvider time, ReleaseEnvironment environment, ReleaseOptions options, ReleaseRecord release, ReleaseReport report)
    {
        (_client, _time, _environment, _options, _last, _report) = (client, time, environment, options, release, report);
        _gate = new HealthGate(options.Gate, client, environment, time);
        _failed = new FailedReplicas(client, time, environment, report);
        _inquiry = new ReplicaInquiry(client, time);
    }

    /// <summary>Drives until the end and returns what it came to: succeeded, rolled back, paused, failed, closed.</summary>
    /// <exception cref="DeployException">The time is up, the release was taken over, or the workload is gone.</exception>
    internal async Task<RolloutEnd> DriveAsync(Workload workload, ReleaseDeadline deadline)
    {
        var scope = new WatchScope(NeedsReplicas(workload), NeedsRevisions(workload), _last.Strategy == StrategyKind.Safe || _last.SwitchedAt is not null || _last.Batch == 0);
        await using var watch = WorkloadWatch.Start(_client, workload, scope, deadline.Token);
        try
        {
            return await StepByStepAsync(workload, watch, deadline);
        }
        catch (OperationCanceledException) when (deadline.HasCutOff)
        {
            throw await TimedOutAsync(watch, deadline);
        }
    }

    private async Task<RolloutEnd> StepByStepAsync(Workload workload, WorkloadWatch watch, ReleaseDeadline deadline)
    {
        var cancellationToken = deadline.Token;
        var until = _time.GetUtcNow();
        while (true)
        {
            if (watch.Snapshot() is { } snapshot)
            {
                var state = await ObserveAsync(snapshot, cancellationToken);
                var step = RolloutPlanner.NextStep(state);
                _report.State(state, step);
                if (step is RolloutStep.End end)
                    return new RolloutEnd(end.Phase, snapshot, _last, state.Responsive);
                if (deadline.IsOver)
                    throw await TimedOutAsync(watch, deadline);
                if (await RenewAsync(snapshot.Workload, watch, cancellationToken))
                    continue;
                if (step is not RolloutStep.Await awaited)
                {
                    await TryActAsync(step, state, snapshot, watch, cancellationToken);
                    continue;
                }
                (_message, until) = (awaited.Message, new[] { awaited.Until, _inquiry.AskAgainAt }.Min() ?? DateTimeOffset.MaxValue);
            }
            else if (watch.IsGone)
                throw new DeployException(ModuleCodes.NotFound, $"Module '{workload.Module.Name}' was removed while its release ran.", $"{workload.Namespace}/{workload.Module.Name}");
            else if (deadline.IsOver)
                throw await TimedOutAsync(watch, deadline);
            await watch.WaitAsync(Shortest(until - _time.GetUtcNow(), deadline.Left), _time, cancellationToken);
        }
    }

    private async Task<RolloutState> ObserveAsync(WorkloadSnapshot snapshot, CancellationToken cancellationToken)
    {
        var record = ReleaseRecord.Of(snapshot.Workload);
        if (record?.Id == _last.Id)
            _last = record;
        else if (record is { IsOpen: true })
            throw new DeployException(ReleaseCodes.Superseded, $"Release {_last.Id} was replaced by release {record.Id} ({record.Cause}).", Target(snapshot));
        if (ReleaseLock.Of(snapshot.Workload) is { } held && held.IsHeldAgainst(_environment.Holder, _time.GetUtcNow()) && _last.IsOpen)
            throw new DeployException(ReleaseCodes.Locked, $"{held.Holder} has taken over: {held.Reason}.", Target(snapshot));
        var known = await _inquiry.AddToAsync(snapshot, pod => TargetReplicas.IsTarget(pod, snapshot.Workload, _last), cancellationToken);
        var state = RolloutObserver.Observe(known, _last, _time.GetUtcNow());
        return _batch.Apply(snapshot.Pods is null ? _headway.Apply(state) : state, _gate.Exists(_last));
    }

    private async Task TryActAsync(RolloutStep step, RolloutState state, WorkloadSnapshot snapshot, WorkloadWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            await ActAsync(step, state, snapshot, watch, cancellationToken);
            _troubles = 0;
        }
        catch (KubernetesException failure) when (failure.IsConflict || failure.IsNotFound)
        {
            // Somebody was faster; the next look decides anew. The watch may be behind, so it is not asked in a tight loop.
            await watch.WaitAsync(s_afterTrouble, _time, cancellationToken);
        }
        catch (KubernetesException failure) when (failure.IsPassing())
        {
            Log.Trouble(_environment.Logger, _last.Id, failure.Reason);
            _message = $"the server does not answer ({failure.Reason})";
            _report.Warn($"The server does not answer ({failure.Reason}); trying again.");
            var pause = s_firstPause * Math.Pow(2, Math.Min(_troubles++, 10));
            await Task.Delay(pause < s_longestPause ? pause : s_longestPause, _time, cancellationToken);
        }
    }

    // On every way round, also while nothing else can be done. True where it was written, so that what stands is to be looked at anew.
    private async Task<bool> RenewAsync(Workload workload, WorkloadWatch watch, CancellationToken cancellationToken)
    {
        var held = ReleaseLock.Of(workload);
        if (!_last.IsOpen || held?.Holder == _environment.Holder && !held.IsDueForRenewal(_time.GetUtcNow()))
            return false;
        try
        {
            if (await RolloutWrites.Note(workload, _last, NewLock()).RunAsync(_client, dryRun: false, cancellationToken) is not { } written)
                return false;
            watch.Written(ObjectKind.Workload, written);
            return true;
        }
        catch (KubernetesException failure) when (failure.IsConflict || failure.IsPassing())
        {
            Log.Trouble(_environment.Logger, _last.Id, failure.Reason);
            return false;
        }
    }

    private ReleaseLock NewLock() => new()
    {
        Holder = _environment.Holder,
        Reason = _last.Cause ?? _last.Operation.ToString(),
        Release = _last.Id,
        Expires = _time.GetUtcNow() + ReleaseLock.Life,
    };

    // What was not done in time may be done later by another: so the lock goes, and the release stays as it is.
    private async Task<DeployException> TimedOutAsync(WorkloadWatch watch, ReleaseDeadline deadline)
    {
        if (watch.Snapshot() is { } snapshot)
            await LockRelease.TryAsync(_client, snapshot.Workload, _environment, _time);
        return new DeployException(ReleaseCodes.TimedOut, $"Release {_last.Id} did not end within {deadline.Timeout.TotalSeconds:0.#} s: {_message}.", _report.Target);
    }

    // The counts of a Deployment do while all goes well. But they name no replica to a gate, and do not show how long one has answered,
    // nor that one without a readiness check has crashed meanwhile.
    private bool NeedsReplicas(Workload workload) =>
        workload.Kind != ModuleKind.Deployment || _last.Strategy != StrategyKind.Rolling || _last.Phase != ReleasePhase.Running
        || _gate.Exists(_last) || _last.ResponsiveFor > TimeSpan.Zero || workload.Module.IsReadyOnceRunning;

    private bool NeedsRevisions(Workload workload) =>
        _last.Strategy != StrategyKind.Rolling || _last.TargetHash is not null || _last.OnFailure == FailurePolicy.Rollback
        || _last.Phase == ReleasePhase.RollingBack || workload.Kind is ModuleKind.StatefulSet or ModuleKind.DaemonSet && _last.FromRevision > 0;

    private static string Target(WorkloadSnapshot snapshot) => $"{snapshot.Workload.Namespace}/{snapshot.Workload.Module.Name}";

    private static TimeSpan Shortest(TimeSpan one, TimeSpan other)
    {
        var shortest = one < other ? one : other;
        // Renewal of the lock is looked after on the way.
        return shortest < TimeSpan.FromMilliseconds(20) ? TimeSpan.FromMilliseconds(20) : shortest > s_longestPause ? s_longestPause : shortest;
    }
}
