using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>What a deployment asks for.</summary>
internal sealed record DeploymentWorkloadSpec
{
    public int Replicas { get; init; } = 1;

    public DeploymentStrategy? Strategy { get; init; }

    public int MinReadySeconds { get; init; }

    public int? RevisionHistoryLimit { get; init; }

    public bool Paused { get; init; }

    public int? ProgressDeadlineSeconds { get; init; }

    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    public PodTemplate Template { get; init => field = value ?? new(default); } = new(default);
}
