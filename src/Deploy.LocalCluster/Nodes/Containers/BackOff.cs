namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>The kubelet's back-off: 10 s, doubling up to 300 s, forgotten after 10 quiet minutes; all in the node's own time.</summary>
internal sealed class BackOff(double speed)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    private DateTimeOffset lastUse;

    /// <summary>The present wait as Kubernetes names it, not yet sped up; zero before the first.</summary>
    public TimeSpan Nominal { get; private set; }

    public TimeSpan Wait => Nominal / speed;

    /// <summary>Forgets the wait when all was quiet for long.</summary>
    public void Forget(DateTimeOffset at)
    {
        if (at - lastUse > 2 * Longest / speed)
            Nominal = TimeSpan.Zero;
    }

    /// <summary>Makes the next wait longer.</summary>
    public void Advance(DateTimeOffset at)
    {
        Nominal = Nominal == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(Nominal.Ticks * 2, Longest.Ticks));
        lastUse = at;
    }
}
