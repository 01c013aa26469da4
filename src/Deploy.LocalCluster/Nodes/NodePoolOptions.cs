namespace Deploy.LocalCluster.Nodes;

/// <summary>A pool of simulated nodes.</summary>
public sealed record NodePoolOptions
{
    /// <summary>How many nodes, 0 to 1000. Default 3.</summary>
    public int Count { get; init; } = 3;

    /// <summary>Nodes are called by this and a number from 1. Default <c>node-</c>.</summary>
    public string NamePrefix { get; init; } = "node-";

    /// <summary>Cores of each node. Default 16.</summary>
    public int Cpu { get; init; } = 16;

    /// <summary>Memory of each node in GiB. Default 64.</summary>
    public int MemoryGi { get; init; } = 64;

    /// <summary>Pods that a node takes. Default 500.</summary>
    public int Pods { get; init; } = 500;

    /// <summary>
    /// How much faster than real the nodes' own time goes, 1 to 1000: pulls, starts, checks, restart back-off. Grace periods stay real.
    /// Default 1, as a kubelet; a local cluster uses 10.
    /// </summary>
    public double Speed { get; init; } = 1;

    /// <summary>Pods worked on at the same time, 1 or more. Default 16.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>Lines kept of each run of a container, 1 or more. Default 2000.</summary>
    public int LogLines { get; init; } = 2000;
}
