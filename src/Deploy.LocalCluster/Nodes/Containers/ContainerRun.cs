using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Nodes.Images;

namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>One run of a container: a simulated process with its checks, from start to end.</summary>
internal sealed class ContainerRun
{
    /// <summary>
    /// How long a well-behaved process that was asked to end must have been left alone before it does, so that nobody who still
    /// has its address is refused. Real time: real callers wait on it.
    /// </summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly SimulatedContainer container;
    private readonly double speed;
    private readonly ProbeTracker? startup;
    private ProbeTracker? liveness;
    private ProbeTracker? readiness;
    private DateTimeOffset? stopAt;
    private DateTimeOffset? killAt;
    private bool requestsDone;
    private DateTimeOffset? lastRequestAt;

    public ContainerRun(SimulatedContainer container, DateTimeOffset startedAt, double speed)
    {
        (this.container, StartedAt, this.speed) = (container, startedAt, speed);
        if (container.Spec.StartupProbe is { } probe)
            startup = new(ProbeKind.Startup, probe, startedAt, startedAt, speed);
        else
            BeginProbes(startedAt);
    }

    public DateTimeOffset StartedAt { get; }

    public bool IsStarted => startup is null || startup.Passing;

    public bool IsReady => IsStarted && (readiness is null ? container.Spec.ReadinessProbe is null : readiness.Passing);

    public bool IsStopping => stopAt is not null;

    /// <summary>When the process begins to listen.</summary>
    public DateTimeOffset AnswersAt => StartedAt + (container.Behavior.Startup / speed);

    /// <summary>When something is due next; null: nothing ever.</summary>
    public DateTimeOffset? NextAt => new[] { EndsAt, NextProbe?.NextAt }.Min();

    private ProbeTracker? NextProbe => IsStopping
        ? null
        : new[] { IsStarted ? null : startup, liveness, readiness }.Where(probe => probe is not null).MinBy(probe => probe!.NextAt);

    private DateTimeOffset? EndsAt
    {
        get
        {
            var byItself = StartedAt + (container.Behavior.ExitAfter / speed);
            return new[] { byItself, StopsAt }.Min();
        }
    }

    private DateTimeOffset? StopsAt => container.Behavior.Stop switch
    {
        _ when stopAt is null => null,
        StopBehavior.Abrupt => stopAt,
        StopBehavior.Drain when requestsDone && QuietAt < killAt => QuietAt,
        _ => killAt,
    };

    private DateTimeOffset? QuietAt => (lastRequestAt > stopAt ? lastRequestAt : stopAt) + DrainTime;

    /// <summary>Asks the process to end (SIGTERM), and says when it will be killed.</summary>
    public void RequestStop(DateTimeOffset at, TimeSpan grace)
    {
        stopAt ??= at;
        var kill = at + grace;
        killAt = killAt is null || kill < killAt ? kill : killAt;
    }

    /// <summary>Tells a stopping process whether requests are still in flight, and when the last one came that it waits on for others.</summary>
    public void NoteRequests(int inFlight, DateTimeOffset? lastAt) => (requestsDone, lastRequestAt) = (inFlight == 0, lastAt);

    /// <summary>Does what is due at this moment, which must be <see cref="NextAt"/>. How the process ended; null while it runs.</summary>
    public ContainerStateTerminated? Step(DateTimeOffset at, PodEffects effects)
    {
        if (EndsAt <= at)
            return End(at);
        if (NextProbe is { } probe)
            Check(probe, at, effects);
        return null;
    }

    private void Check(ProbeTracker probe, DateTimeOffset at, PodEffects effects)
    {
        var failure = ProbeResult.Failure(probe.Kind, probe.Probe, container.Spec, container.Behavior, (at - StartedAt) * speed, container.PodIP);
        probe.Record(failure is null);
        if (failure is not null)
            effects.Warning(container.FieldPath, "Unhealthy", $"{probe.Kind} probe failed: {failure}");
        if (probe.Kind == ProbeKind.Startup && probe.Passing)
            BeginProbes(at);
        if (!probe.HasFailed || probe.Kind == ProbeKind.Readiness)
            return;
        effects.Normal(container.FieldPath, "Killing", $"Container {container.Spec.Name} failed {(probe.Kind == ProbeKind.Startup ? "startup" : "liveness")} probe, will be restarted");
        requestsDone = true;
        RequestStop(at, container.Grace / speed);
    }

    private void BeginProbes(DateTimeOffset at)
    {
        if (container.Spec.LivenessProbe is { } alive)
            liveness = new(ProbeKind.Liveness, alive, at, StartedAt, speed);
        if (container.Spec.ReadinessProbe is { } ready)
            readiness = new(ProbeKind.Readiness, ready, at, StartedAt, speed);
    }

    private ContainerStateTerminated End(DateTimeOffset at)
    {
        var behavior = container.Behavior;
        var (code, reason) = stopAt is null || StartedAt + (behavior.ExitAfter / speed) <= at
            ? (behavior.ExitCode, behavior.ExitReason)
            : killAt <= at ? (137, "Error")
            : behavior.Stop == StopBehavior.Abrupt ? (143, "Error")
            : (0, "Completed");
        return new() { ExitCode = code, Reason = reason, StartedAt = StartedAt, FinishedAt = at };
    }
}
