namespace Deploy.Kubernetes.Models;

/// <summary>The addresses behind a service.</summary>
public sealed record Endpoints : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<EndpointSubset> Subsets { get; init => field = value ?? []; } = [];
}
