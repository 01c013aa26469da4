using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Tells progress to whoever watches a release, each state once.</summary>
internal sealed class ReleaseReport(IProgress<ReleaseProgress>? progress, string ns, string module, ModuleKind kind, TimeProvider time)
{
    private ReleaseProgress? _last;

    internal ModuleKind Kind => kind;

    internal string Target => $"{ns}/{module}";

    /// <summary>What was said last, for the end of a sentence; empty when nothing was.</summary>
    internal string Said => string.IsNullOrEmpty(_last?.Message) ? "" : $": {_last.Message.TrimEnd('.')}";

    internal void State(RolloutState state, RolloutStep step)
    {
        var release = state.Release;
        Tell(new ReleaseProgress
        {
            Namespace = ns,
            Module = module,
            Version = release.ToVersion,
            Release = release.Id,
            Phase = release.Phase,
            Message = Words(step, release),
            Updated = state.Counts.Updated,
            Responsive = state.Responsive,
            Desired = state.Counts.Desired,
            Batch = release.Strategy == StrategyKind.Batched ? release.Batch : 0,
            Batches = release.Strategy == StrategyKind.Batched ? BatchSizes.Total(release, state.Counts.Desired) : 0,
        });
    }

    internal void Say(string message) => Tell((_last ?? Empty) with { Message = message, IsWarning = false });

    /// <summary>The same, with how many replicas answer and how many are wanted.</summary>
    internal void Say(string message, int responsive, int desired) =>
        Tell((_last ?? Empty) with { Message = message, IsWarning = false, Responsive = responsive, Desired = desired });

    internal void Warn(string message) => Tell((_last ?? Empty) with { Message = Redaction.Text(message), IsWarning = true });

    private ReleaseProgress Empty => new() { Namespace = ns, Module = module, Message = "" };

    private void Tell(ReleaseProgress news)
    {
        if (_last is not null && news == _last with { At = news.At })
            return;
        _last = news;
        progress?.Report(news with { At = time.GetUtcNow() });
    }

    private static string Words(RolloutStep step, ReleaseRecord release) => step switch
    {
        RolloutStep.Await awaited => awaited.Message,
        RolloutStep.LookAtReplicas => "looks at the replicas",
        RolloutStep.Retire retire => $"removes {retire.Count} old replicas",
        RolloutStep.OpenBatch open => $"opens batch {open.Number}",
        RolloutStep.EndTrial => "the first new replicas stay; the others follow",
        RolloutStep.AskGate => "asks the health gate",
        RolloutStep.Pause pause => pause.Message,
        RolloutStep.Fail fail => $"failed: {fail.Cause.Message}",
        RolloutStep.TurnBack turn => $"rolls back: {turn.Cause.Message}",
        RolloutStep.RestoreTemplate => "restores the earlier version",
        RolloutStep.SwitchTraffic { ToTarget: true } => "moves the traffic to the new version",
        RolloutStep.SwitchTraffic => "moves the traffic back",
        RolloutStep.NoteSwitch => "the traffic moved",
        RolloutStep.MarkOld { Decommissioned: true } => "decommissions the old replicas",
        RolloutStep.MarkOld => "takes the old replicas into service again",
        RolloutStep.FreeTraffic => "gives the Services their own selectors back",
        RolloutStep.Finish => "finishes",
        RolloutStep.HandOver => "the template was changed by others",
        RolloutStep.End end => end.Phase == ReleasePhase.Succeeded ? "succeeded" : release.Message ?? end.Phase.ToString(),
        _ => step.ToString(),
    };
}
