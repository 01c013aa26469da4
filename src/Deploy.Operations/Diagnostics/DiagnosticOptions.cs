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

    /// <summary>The limits that the state is worked out with.</summary>
    public ReplicaStateOptions StateOptions { get; init; } = ReplicaStateOptions.Default;
}
