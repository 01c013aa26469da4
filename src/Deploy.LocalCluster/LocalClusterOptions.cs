using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.LocalCluster;

/// <summary>What a local cluster consists of.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>The clock of everything in it. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Simulated nodes for plain containers, 0 to 1000. Default 3.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Simulated bases, 0 to 1000. Default 0.</summary>
    public int Bases { get; init; }

    /// <summary>Also answer on a loopback port. Default: in process only.</summary>
    public bool Listen { get; init; }

    /// <summary>Run controllers, scheduler, nodes and bases. Default true; without them only the API answers.</summary>
    public bool Loops { get; init; } = true;

    /// <summary>Commits of each type that watches and paged lists can reach back, 16 to 1,000,000. Default 8192.</summary>
    public int History { get; init; } = 8192;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        Check(Nodes, 0, 1000, nameof(Nodes));
        Check(Bases, 0, 1000, nameof(Bases));
        Check(History, 16, 1_000_000, nameof(History));
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most) throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} must be from {least} to {most}.");
    }
}
