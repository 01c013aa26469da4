namespace Deploy.Kubernetes.Models;

/// <summary>A condition that must be True before the pod counts as ready.</summary>
public sealed record PodReadinessGate
{
    public string ConditionType { get; init => field = value ?? ""; } = "";
}
