using System.Text.Json;

namespace Deploy.Kubernetes.Models;

/// <summary>What a stateful set asks for.</summary>
public sealed record StatefulSetSpec
{
    public int? Replicas { get; init; }

    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    public PodTemplateSpec Template { get; init => field = value ?? new(); } = new();

    public string? ServiceName { get; init; }

    /// <summary>OrderedReady (the default) or Parallel.</summary>
    public string? PodManagementPolicy { get; init; }

    public StatefulSetUpdateStrategy? UpdateStrategy { get; init; }

    public int? RevisionHistoryLimit { get; init; }

    public int MinReadySeconds { get; init; }

    public JsonElement? VolumeClaimTemplates { get; init; }
}
