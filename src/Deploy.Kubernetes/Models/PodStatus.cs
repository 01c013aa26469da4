namespace Deploy.Kubernetes.Models;

/// <summary>What is known of a pod.</summary>
public sealed record PodStatus
{
    /// <summary>Pending, Running, Succeeded, Failed or Unknown.</summary>
    public string? Phase { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    public IReadOnlyList<ContainerStatus> ContainerStatuses { get; init => field = value ?? []; } = [];

    public IReadOnlyList<ContainerStatus> InitContainerStatuses { get; init => field = value ?? []; } = [];

    public string? PodIP { get; init; }

    public IReadOnlyList<PodIPAddress> PodIPs { get; init => field = value ?? []; } = [];

    public string? HostIP { get; init; }

    /// <summary>Why the pod is in this state, such as Evicted or NodeLost.</summary>
    public string? Reason { get; init; }

    public string? Message { get; init; }

    /// <summary>When the node agent accepted the pod.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Guaranteed, Burstable or BestEffort.</summary>
    public string? QosClass { get; init; }

    public string? NominatedNodeName { get; init; }
}
