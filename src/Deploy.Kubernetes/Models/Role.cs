namespace Deploy.Kubernetes.Models;

/// <summary>Rights within a namespace.</summary>
public sealed record Role : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<PolicyRule> Rules { get; init => field = value ?? []; } = [];
}
