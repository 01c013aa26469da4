using Deploy.Operations.Replicas;

namespace Deploy.Operations.Diagnostics;

/// <summary>Everything known of a replica at one moment. Holds no secrets: it is made to be stored and shown.</summary>
public sealed record ReplicaDiagnostic
{
    /// <summary>When this was put together.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The replica as it is listed: name, module, version, state, cause, base, age, restarts, revision.</summary>
    public required ReplicaStatus Status { get; init; }

    /// <summary>Pending, Running, Succeeded, Failed or Unknown, as the node reported it.</summary>
    public string Phase { get; init; } = "";

    /// <summary>The pod's own reason and message (Evicted, NodeLost); null where it has none.</summary>
    public string? Reason { get; init; }

    public string? Message { get; init; }

    /// <summary>When the node accepted the replica.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its deletion grace ends, once it is being deleted.</summary>
    public DateTimeOffset? DeletionAt { get; init; }

    /// <summary>What must be cleared before a deleted replica goes.</summary>
    public IReadOnlyList<string> Finalizers { get; init; } = [];

    /// <summary>The release that made the replica; null where nothing tells it.</summary>
    public string? Release { get; init; }

    public IReadOnlyList<DiagnosticCondition> Conditions { get; init; } = [];

    /// <summary>Init containers first, then the module's own, in the order of the pod.</summary>
    public IReadOnlyList<ContainerDiagnostic> Containers { get; init; } = [];

    /// <summary>Newest first, repetitions in one line.</summary>
    public IReadOnlyList<DiagnosticEvent> Events { get; init; } = [];

    /// <summary>The last lines of the chosen container: of this run, and of the run before where there was one.</summary>
    public IReadOnlyList<LogExcerpt> Logs { get; init; } = [];

    /// <summary>The node or base; null while there is none, or where it may not be read.</summary>
    public NodeDiagnostic? Node { get; init; }

    /// <summary>The workload that keeps the replica; null for a bare pod, or where it may not be read.</summary>
    public WorkloadDiagnostic? Workload { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public override string ToString() => $"{Status.Namespace}/{Status}{(Status.Cause is { } cause ? $", {cause}" : "")}";
}
