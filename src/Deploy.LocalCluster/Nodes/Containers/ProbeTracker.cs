using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>One check of one run of a container: when it is next due, and what its results in a row amount to.</summary>
internal sealed class ProbeTracker
{
    private readonly Probe probe;
    private readonly TimeSpan period;
    private bool? last;
    private int run;

    /// <param name="kind">What the check decides.</param>
    /// <param name="probe">The check.</param>
    /// <param name="from">When checking may begin: the start of the container, or the end of its startup check.</param>
    /// <param name="startedAt">The start of the container, from which the initial delay counts.</param>
    /// <param name="speed">How much faster than real the node's time goes.</param>
    public ProbeTracker(ProbeKind kind, Probe probe, DateTimeOffset from, DateTimeOffset startedAt, double speed)
    {
        (Kind, this.probe) = (kind, probe);
        period = TimeSpan.FromSeconds(Math.Max(1, probe.PeriodSeconds ?? 10)) / speed;
        var delayed = startedAt + (TimeSpan.FromSeconds(probe.InitialDelaySeconds ?? 0) / speed);
        NextAt = delayed > from ? delayed : from;
        // Alive until shown otherwise; ready and started only when shown.
        Passing = kind == ProbeKind.Liveness;
    }

    public ProbeKind Kind { get; }

    public Probe Probe => probe;

    public DateTimeOffset NextAt { get; private set; }

    /// <summary>What the results amount to, thresholds respected.</summary>
    public bool Passing { get; private set; }

    /// <summary>True once enough failures in a row have been seen.</summary>
    public bool HasFailed { get; private set; }

    public void Record(bool success)
    {
        NextAt += period;
        run = last == success ? run + 1 : 1;
        last = success;
        var threshold = success ? Math.Max(1, probe.SuccessThreshold ?? 1) : Math.Max(1, probe.FailureThreshold ?? 3);
        if (run < threshold)
            return;
        Passing = success;
        HasFailed = !success;
    }
}
