using Deploy.Operations.Replicas;

namespace Deploy.Operations.Diagnostics;

/// <summary>What a diagnostic takes in.</summary>
public sealed record DiagnosticOptions
{
    public static DiagnosticOptions Default { get; } = new();

    /// <summary>The container whose log is read; null for the module's own.</summary>
    public string? Container { get; init; }

    /// <summary>How many log lines of each run. From 0 (no log) to 10,000; default 50.</summary>
    public int LogLines { get; init; } = 50;

    /// <summary>
    /// Whether the rest of the cluster is looked at too: the other replicas tell why this one was made, and what is free tells why
    /// one finds no place. Both read all there are. Default true.
    /// </summary>
    public bool Surroundings { get; init; } = true;

    /// <summary>Whether the replica's node is looked at. Default true; an account that may not is not given it either way.</summary>
    public bool Node { get; init; } = true;

    /// <summary>The limits that the state is worked out with.</summary>
    public ReplicaStateOptions StateOptions { get; init; } = ReplicaStateOptions.Default;
}
