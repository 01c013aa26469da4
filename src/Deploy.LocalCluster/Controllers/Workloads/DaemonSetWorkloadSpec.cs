using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>What a daemon set asks for.</summary>
internal sealed record DaemonSetWorkloadSpec
{
    public DaemonSetUpdateStrategy? UpdateStrategy { get; init; }

    public int MinReadySeconds { get; init; }

    public int? RevisionHistoryLimit { get; init; }

    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    public PodTemplate Template { get; init => field = value ?? new(default); } = new(default);
}
