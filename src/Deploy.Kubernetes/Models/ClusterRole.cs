namespace Deploy.Kubernetes.Models;

/// <summary>Rights in all of the cluster.</summary>
public sealed record ClusterRole : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<PolicyRule> Rules { get; init => field = value ?? []; } = [];
}
