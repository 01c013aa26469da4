namespace Deploy.Kubernetes.Models;

/// <summary>What a daemon set asks for.</summary>
public sealed record DaemonSetSpec
{
    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    public PodTemplateSpec Template { get; init => field = value ?? new(); } = new();

    public DaemonSetUpdateStrategy? UpdateStrategy { get; init; }

    public int MinReadySeconds { get; init; }

    public int? RevisionHistoryLimit { get; init; }
}
