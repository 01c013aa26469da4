namespace Deploy.LocalCluster;

/// <summary>How to start a local cluster in a process of its own.</summary>
public sealed record LocalClusterProcessOptions
{
    /// <summary>The folder that holds local state (DEPLOY_HOME); the cluster's files are in <c>local</c> below it.</summary>
    public required string Home { get; init; }

    /// <summary>Simulated nodes for plain containers, 0 to 1000. Default 3.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Simulated bases, 0 to 1000. Default 0.</summary>
    public int Bases { get; init; }

    /// <summary>How long to wait until it is ready; more than 0. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Program and first arguments that lead to <see cref="LocalClusterHost"/>.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
