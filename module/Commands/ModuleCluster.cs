using Deploy.Module.Connection;

namespace Deploy.Module.Commands;

/// <summary>A cluster that commands can speak to.</summary>
public sealed record ModuleCluster
{
    /// <summary>Name of the context.</summary>
    public required string Name { get; init; }

    /// <summary>The server's address, without any path.</summary>
    public required string Server { get; init; }

    /// <summary>The namespace meant where none is given.</summary>
    public required string Namespace { get; init; }

    /// <summary>The server's version; empty when it did not answer or was not asked.</summary>
    public required string Version { get; init; }

    /// <summary>Why this cluster is chosen.</summary>
    public required ClusterOrigin Source { get; init; }

    /// <summary>Whether commands speak to it when nothing else is said.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>The kubeconfig files.</summary>
    public required IReadOnlyList<string> Kubeconfig { get; init; }

    public override string ToString() => $"{Name} ({Server})";
}
