namespace Deploy.Kubernetes.Models;

/// <summary>Waits.</summary>
public sealed record SleepAction
{
    public long Seconds { get; init; }
}
