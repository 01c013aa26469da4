namespace Deploy.Kubernetes.Models;

/// <summary>One observed aspect of an object's state; the union of what the kinds report.</summary>
public sealed record Condition
{
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>True, False or Unknown.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public DateTimeOffset? LastTransitionTime { get; init; }

    public DateTimeOffset? LastUpdateTime { get; init; }

    public DateTimeOffset? LastProbeTime { get; init; }

    public DateTimeOffset? LastHeartbeatTime { get; init; }

    public long? ObservedGeneration { get; init; }
}
