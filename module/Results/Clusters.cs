using Deploy.LocalCluster;
using Deploy.Module.Connection;

namespace Deploy.Results;

/// <summary>A cluster that commands can speak to.</summary>
public sealed class ModuleCluster
{
    /// <param name="session">How it is spoken to.</param>
    /// <param name="version">The server's version; empty when it did not answer or was not asked.</param>
    /// <param name="origin">Why this cluster is chosen.</param>
    /// <param name="isCurrent">Whether commands speak to it when nothing else is said.</param>
    internal ModuleCluster(ClusterSession session, string version, ClusterOrigin origin, bool isCurrent)
    {
        (Name, Server, Namespace) = (session.Connection.Name, session.Connection.DisplayAddress, session.Namespace);
        (Version, Source, IsCurrent, Kubeconfig) = (version, origin.ToString(), isCurrent, new(session.Choice.Kubeconfig));
    }

    /// <summary>Name of the context.</summary>
    public string Name { get; }

    /// <summary>The server's address, without any path.</summary>
    public string Server { get; }

    /// <summary>The namespace meant where none is given.</summary>
    public string Namespace { get; }

    /// <summary>The server's version; empty when it did not answer or was not asked.</summary>
    public string Version { get; }

    /// <summary>Why this cluster is chosen: Parameter, Connected, Environment, LocalCluster, UserKubeconfig or Pod.</summary>
    public string Source { get; }

    /// <summary>Whether commands speak to it when nothing else is said.</summary>
    public bool IsCurrent { get; }

    /// <summary>The kubeconfig files.</summary>
    public ReadableList<string> Kubeconfig { get; }

    public override string ToString() => $"{Name} ({Server})";
}

/// <summary>The local cluster.</summary>
public sealed class LocalClusterInfo
{
    internal LocalClusterInfo(RunningCluster cluster)
    {
        (Name, Server) = (cluster.Connection.Name, cluster.Connection.DisplayAddress);
        (Nodes, Bases, ProcessId) = (cluster.Nodes, cluster.Bases, cluster.ProcessId);
        (StartedAt, WasRunning, Kubeconfig, Log) = (ResultText.Time(cluster.StartedAt), cluster.WasRunning, cluster.Kubeconfig, cluster.Log);
    }

    /// <summary>Its name as a context.</summary>
    public string Name { get; }

    /// <summary>Its address, without the secret path that its kubeconfig has.</summary>
    public string Server { get; }

    /// <summary>Simulated nodes.</summary>
    public int Nodes { get; }

    /// <summary>Simulated bases.</summary>
    public int Bases { get; }

    /// <summary>The process that it is.</summary>
    public int ProcessId { get; }

    /// <summary>When it began.</summary>
    public string StartedAt { get; }

    /// <summary>Whether it ran before.</summary>
    public bool WasRunning { get; }

    /// <summary>Full path of its kubeconfig, for kubectl.</summary>
    public string Kubeconfig { get; }

    /// <summary>Full path of its log.</summary>
    public string Log { get; }

    public override string ToString() => $"{Name} ({Server})";
}
