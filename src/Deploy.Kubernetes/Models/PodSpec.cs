using System.Collections.ObjectModel;
using System.Text.Json;

namespace Deploy.Kubernetes.Models;

/// <summary>What a pod asks for.</summary>
public sealed record PodSpec
{
    public IReadOnlyList<Container> Containers { get; init => field = value ?? []; } = [];

    public IReadOnlyList<Container> InitContainers { get; init => field = value ?? []; } = [];

    public IReadOnlyList<Volume> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Null while the pod is not scheduled.</summary>
    public string? NodeName { get; init; }

    public IReadOnlyDictionary<string, string> NodeSelector { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public Affinity? Affinity { get; init; }

    public IReadOnlyList<Toleration> Tolerations { get; init => field = value ?? []; } = [];

    public IReadOnlyList<TopologySpreadConstraint> TopologySpreadConstraints { get; init => field = value ?? []; } = [];

    /// <summary>Seconds between SIGTERM and SIGKILL; the server's default is 30.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>Always, OnFailure or Never.</summary>
    public string? RestartPolicy { get; init; }

    public string? Hostname { get; init; }

    public string? Subdomain { get; init; }

    public IReadOnlyList<PodReadinessGate> ReadinessGates { get; init => field = value ?? []; } = [];

    public IReadOnlyList<PodSchedulingGate> SchedulingGates { get; init => field = value ?? []; } = [];

    public string? ServiceAccountName { get; init; }

    public bool? AutomountServiceAccountToken { get; init; }

    public bool HostNetwork { get; init; }

    public string? DnsPolicy { get; init; }

    public string? SchedulerName { get; init; }

    public string? PriorityClassName { get; init; }

    public int? Priority { get; init; }

    public IReadOnlyList<LocalObjectReference> ImagePullSecrets { get; init => field = value ?? []; } = [];

    public JsonElement? SecurityContext { get; init; }

    public bool? EnableServiceLinks { get; init; }
}
