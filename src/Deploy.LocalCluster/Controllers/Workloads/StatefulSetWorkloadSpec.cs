using System.Text.Json;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>What a stateful set asks for.</summary>
internal sealed record StatefulSetWorkloadSpec
{
    public int Replicas { get; init; } = 1;

    public string? ServiceName { get; init; }

    public string? PodManagementPolicy { get; init; }

    public StatefulSetUpdateStrategy? UpdateStrategy { get; init; }

    public int? RevisionHistoryLimit { get; init; }

    public JsonElement? VolumeClaimTemplates { get; init; }

    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    public PodTemplate Template { get; init => field = value ?? new(default); } = new(default);
}
