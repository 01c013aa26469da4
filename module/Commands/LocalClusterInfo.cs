using Deploy.LocalCluster;

namespace Deploy.Module.Commands;

/// <summary>The local cluster as Start-LocalCluster reports it.</summary>
public sealed record LocalClusterInfo
{
    /// <summary>Its name as a context.</summary>
    public required string Name { get; init; }

    /// <summary>Its address, without the secret path that its kubeconfig has.</summary>
    public required string Server { get; init; }

    /// <summary>Simulated nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>Simulated bases.</summary>
    public required int Bases { get; init; }

    /// <summary>The process that it is.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether it ran before.</summary>
    public required bool WasRunning { get; init; }

    /// <summary>Full path of its kubeconfig, for kubectl.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Full path of its log.</summary>
    public required string Log { get; init; }

    public override string ToString() => $"{Name} ({Server})";

    internal static LocalClusterInfo Of(RunningCluster cluster) => new()
    {
        Name = cluster.Connection.Name,
        Server = cluster.Connection.DisplayAddress,
        Nodes = cluster.Nodes,
        Bases = cluster.Bases,
        ProcessId = cluster.ProcessId,
        StartedAt = cluster.StartedAt,
        WasRunning = cluster.WasRunning,
        Kubeconfig = cluster.Kubeconfig,
        Log = cluster.Log,
    };
}
