namespace Deploy.Kubernetes.Models;

/// <summary>A taint that a pod bears.</summary>
public sealed record Toleration
{
    public string? Key { get; init; }

    /// <summary>Equal (the default) or Exists.</summary>
    public string? Operator { get; init; }

    public string? Value { get; init; }

    /// <summary>Null tolerates every effect.</summary>
    public string? Effect { get; init; }

    public long? TolerationSeconds { get; init; }
}
