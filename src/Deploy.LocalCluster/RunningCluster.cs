using Deploy.Kubernetes;

namespace Deploy.LocalCluster;

/// <summary>A local cluster that runs in a process of its own.</summary>
public sealed record RunningCluster
{
    /// <summary>As its kubeconfig names it.</summary>
    public string Name => Connection.Name;

    public required int ProcessId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required int Nodes { get; init; }

    public required int Bases { get; init; }

    /// <summary>Full path of its kubeconfig.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Full path of its log.</summary>
    public required string Log { get; init; }

    /// <summary>Connection string of its blob store. Holds a key: not for output.</summary>
    public required string BlobStore { get; init; }

    public required ClusterConnection Connection { get; init; }

    /// <summary>It was there already and was not started by this call.</summary>
    public bool WasRunning { get; init; }

    /// <summary>Names it without its secrets.</summary>
    public override string ToString() => $"{Name} at {Connection.DisplayAddress}, process {ProcessId}";
}
