namespace Deploy.Kubernetes.Models;

/// <summary>A condition that must be True before the pod counts as ready.</summary>
public sealed record PodReadinessGate
{
    public string ConditionType { get; init => field = value ?? ""; } = "";
}

/// <summary>What keeps the scheduler from looking at the pod, until somebody takes it off.</summary>
public sealed record PodSchedulingGate
{
    public string Name { get; init => field = value ?? ""; } = "";
}
