using System.Threading.Channels;
using Deploy.Controller.Arklet;
using Deploy.Controller.Heartbeats;
using Deploy.Controller.Leases;
using Deploy.Controller.Modules;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Control;

/// <summary>
/// Keeps one base and its node in step. One step at a time, each from the facts as they are; installs run beside it,
/// so a base that hangs keeps up nobody, not even its own node's status.
/// </summary>
internal sealed partial class BaseAgent
{
    private readonly ControllerParts _parts;
    private readonly BaseLease _lease;
    private readonly BaseOperations _operations;
    private readonly NodeWriter _writer;
    private readonly PodWriter _pods;
    private readonly BaseInquiry _base;
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Heartbeat _beat;
    private DateTimeOffset _heard;
    private DateTimeOffset _removedAt;

    public BaseAgent(ControllerParts parts, Heartbeat beat, DateTimeOffset heard)
    {
        (_parts, _beat, _heard) = (parts, beat, heard);
        Node = BaseNode.NameOf(beat.Identity, parts.Options.Environment);
        (_writer, _pods, _base) = (new NodeWriter(parts, Node), new PodWriter(parts), new BaseInquiry(parts, Node));
        _lease = new BaseLease(parts.Client, Node, parts.Options.Identity, parts.Options.Timing, parts.Time);
        _operations = new BaseOperations(parts.Arklet, parts.Time);
    }

    public string Node { get; }

    public BaseLiveness Liveness => _beat.Active ? Timing.Judge(_heard, Now) : BaseLiveness.Dead;

    private BaseTiming Timing => _parts.Options.Timing;

    private DateTimeOffset Now => _parts.Time.GetUtcNow();

    public void Hear(Heartbeat beat)
    {
        (_beat, _heard) = (beat, Now);
        Wake();
    }

    /// <summary>Its node was deleted. A base that lives gets it anew.</summary>
    public void LoseNode()
    {
        _writer.Lose();
        Wake();
    }

    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Runs until the base is dead and its node gone, or until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (Liveness != BaseLiveness.Dead || !await BuryAsync(cancellationToken))
        {
            if (Liveness != BaseLiveness.Dead)
                await GuardedStepAsync(cancellationToken);
            await WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for what runs on the base and lets it go.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _operations.DrainAsync();
        await _lease.ReleaseAsync(cancellationToken);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Bounded(Timing.LivenessCheck), _parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    // Neither a pause nor a question to a silent base may outlast the moment at which its silence counts.
    private TimeSpan Bounded(TimeSpan most) => Timing.Until(_heard, Now) is { } left && left < most ? left : most;

    private async Task GuardedStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StepAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _parts.Metrics.StepFailed();
            LogStepFailed(_parts.Logger, e, Node);
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if ((!_lease.IsHeld || Now >= _lease.RenewAt) && !await _lease.HoldAsync(cancellationToken))
            return;
        // What runs while the base is asked may or may not be in its answer: it counts as running until the next step.
        var before = _operations.Known.Where(o => o.Value.IsRunning).ToList();
        // What silence alone has changed is told before the base is asked once more, which may take its time.
        if (Liveness != BaseLiveness.Reachable)
            await ConcludeAsync(before, cancellationToken);
        await _base.AskAsync(_beat, Bounded(Timing.Dead), () => _heard = Now, cancellationToken);
        await ConcludeAsync(before, cancellationToken);
    }

    private async Task ConcludeAsync(IReadOnlyList<KeyValuePair<string, BizOperation>> before, CancellationToken cancellationToken)
    {
        await _writer.WriteAsync(_beat, _base.Health, Liveness, cancellationToken);
        if (_parts.Pods.HasSynced)
            await ActAsync(await SituationAsync(before, cancellationToken), before, cancellationToken);
    }

    private async Task<BaseSituation> SituationAsync(IEnumerable<KeyValuePair<string, BizOperation>> before, CancellationToken cancellationToken)
    {
        var pods = _parts.Pods.On(Node);
        var revisions = await _parts.Revisions.ReadAsync(pods, cancellationToken);
        return new BaseSituation
        {
            Ip = _beat.Ip,
            Liveness = Liveness,
            Pods = pods,
            Installed = _base.Installed,
            Operations = Operations(before),
            Ours = _lease.Installed,
            Revisions = revisions,
            Now = Now,
        };
    }

    private Dictionary<string, BizOperation> Operations(IEnumerable<KeyValuePair<string, BizOperation>> before) =>
        _operations.Known.Concat(before).DistinctBy(o => o.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private async Task ActAsync(BaseSituation situation, IReadOnlyList<KeyValuePair<string, BizOperation>> before, CancellationToken cancellationToken)
    {
        var actions = BasePlanner.Decide(situation);
        // What has just begun is told at once: told a step later it would be one more write for every module.
        if (await BeginAsync(actions, cancellationToken) is { Count: > 0 } begun)
            actions = actions with { Reports = BasePlanner.Decide(situation with { Operations = Operations(before.Concat(begun)) }).Reports };
        foreach (var report in actions.Reports)
            // What a pod says counts in the next decision.
            if (await _pods.ReportAsync(report, cancellationToken))
                Wake();
        await FinishAsync(actions.Finished, cancellationToken);
        var wanted = _parts.Pods.On(Node).SelectMany(p => p.Modules).Select(m => m.Identity).ToHashSet(StringComparer.Ordinal);
        _operations.Keep(wanted);
    }

    // Intent first: what is on record before the install is what a successor knows to be ours.
    private async Task<IReadOnlyList<KeyValuePair<string, BizOperation>>> BeginAsync(BaseActions actions, CancellationToken cancellationToken)
    {
        if (actions.Installs.Count == 0 && actions.Uninstalls.Count == 0)
            return [];
        var record = _lease.Installed.SetItems(actions.Installs.Select(b => KeyValuePair.Create(b.Identity, PackageSource.Of(b.Url))));
        if (!record.SequenceEqual(_lease.Installed) && !await _lease.RecordAsync(record, cancellationToken))
            return [];
        return [.. actions.Uninstalls.Select(biz => Begin(biz, install: false, cancellationToken)), .. actions.Installs.Select(biz => Begin(biz, install: true, cancellationToken))];
    }

    private KeyValuePair<string, BizOperation> Begin(Biz biz, bool install, CancellationToken cancellationToken) =>
        KeyValuePair.Create(biz.Identity, _operations.Begin(_beat.Arklet, biz, install, _base.Invalidate, EndedAsync, cancellationToken));

    private async Task EndedAsync(BizOperation outcome)
    {
        _parts.Metrics.Ended(outcome.IsInstall, outcome.Code);
        LogOperation(_parts.Logger, outcome.IsInstall ? "install" : "uninstall", outcome.Biz.Identity, Node, outcome.Code ?? "SUCCESS");
        if (outcome.IsInstall)
            foreach (var pod in _parts.Pods.On(Node).Where(p => p.IsWanting && p.Modules.Any(m => m.Identity == outcome.Biz.Identity)))
                await _parts.Events.WriteAsync(pod.Pod, outcome.Code is null ? "Normal" : "Warning", outcome.Code is null ? "ModuleInstalled" : "ModuleInstallFailed",
                    outcome.Code is null ? $"{outcome.Biz.Identity} is installed on {Node}." : $"{outcome.Biz.Identity} could not be installed on {Node}: {outcome.Code}.", CancellationToken.None);
        Wake();
    }

    private async Task FinishAsync(IReadOnlyList<Pod> leaving, CancellationToken cancellationToken)
    {
        if (leaving.Count == 0)
            return;
        var remaining = _lease.Installed.RemoveRange(Forgettable(leaving));
        if (remaining.Count != _lease.Installed.Count && !await _lease.RecordAsync(remaining, cancellationToken))
            return;
        foreach (var pod in leaving)
            await _pods.DeleteAsync(pod, cancellationToken);
    }

    // What is on record and neither on the base nor asked for. A base that died may come back with all that it had:
    // then it must still be known whose it is.
    private IEnumerable<string> Forgettable(IReadOnlyList<Pod> leaving)
    {
        if (Liveness == BaseLiveness.Dead || _base.Installed is not { } installed)
            return [];
        var going = leaving.Select(p => p.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
        var asked = _parts.Pods.On(Node).Where(p => !going.Contains(p.Pod.Metadata.Uid)).SelectMany(p => p.Modules).Select(m => m.Identity);
        return _lease.Installed.Keys.Except(asked, StringComparer.Ordinal).Except(installed.Select(b => b.Identity), StringComparer.Ordinal).Except(_operations.Known.Keys, StringComparer.Ordinal);
    }

    /// <summary>Takes a dead base out of the cluster: its pods go, so that their owners replace them elsewhere, then its node.</summary>
    private async Task<bool> BuryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_parts.Pods.HasSynced)
                return false;
            if (!_lease.IsHeld && !await _lease.HoldAsync(cancellationToken))
                return true;
            var pods = _parts.Pods.On(Node);
            foreach (var pod in pods.Where(p => !p.IsDeleting))
                await _parts.Events.WriteAsync(pod.Pod, "Warning", "BaseDead", $"{pod.Pod.Metadata.Name} was on {Node}, which {(_beat.Active ? "has not been heard of for too long" : "said that it goes down")}.", cancellationToken);
            await FinishAsync([.. pods.Select(p => p.Pod)], cancellationToken);
            if (await _parts.Client.FindAsync(Resources.Nodes, null, Node, cancellationToken) is { } node)
                await RemoveNodeAsync(node, cancellationToken);
            // A pod may have been bound while the node went: it would wait there for ever.
            if (pods.Count > 0 || Now - _removedAt < Timing.LivenessCheck)
                return false;
            await _lease.EndAsync(isGone: !_beat.Active, cancellationToken);
            return true;
        }
        catch (KubernetesException e)
        {
            LogStepFailed(_parts.Logger, e, Node);
            return false;
        }
    }

    // A base that comes back gets its node anew.
    private async Task RemoveNodeAsync(Node node, CancellationToken cancellationToken)
    {
        LogBaseDead(_parts.Logger, Node);
        await _parts.Client.DeleteAsync(Resources.Nodes, null, Node, new DeleteOptions { Uid = node.Metadata.Uid }, cancellationToken);
        _writer.Forget();
        _removedAt = Now;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Base {Node} could not be brought into step; trying again.")]
    private static partial void LogStepFailed(ILogger logger, Exception error, string node);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Operation} of {Module} on {Node} ended: {Outcome}")]
    private static partial void LogOperation(ILogger logger, string operation, string module, string node, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Base {Node} is dead; its node is removed.")]
    private static partial void LogBaseDead(ILogger logger, string node);
}
