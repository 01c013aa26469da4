namespace Deploy.LocalCluster.Controllers.NodeLifecycle;

/// <summary>
/// When each node was last heard of, by the observer's own clock: the nodes' clocks may differ.
/// An observer that slept itself (a suspended laptop) can blame nobody for silence, and begins anew.
/// </summary>
internal sealed class SignsOfLife(TimeSpan period)
{
    private readonly Dictionary<string, (string Sign, DateTimeOffset Seen)> nodes = new(StringComparer.Ordinal);
    private DateTimeOffset lastRound = DateTimeOffset.MaxValue;

    public void BeginRound(DateTimeOffset now)
    {
        if (now - lastRound > 4 * period)
            nodes.Clear();
        lastRound = now;
    }

    /// <summary>For how long the node's sign has not changed.</summary>
    public TimeSpan Silence(string node, string sign, DateTimeOffset now)
    {
        if (!nodes.TryGetValue(node, out var known) || known.Sign != sign)
            nodes[node] = known = (sign, now);
        return now - known.Seen;
    }
}
