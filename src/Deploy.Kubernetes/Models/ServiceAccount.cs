namespace Deploy.Kubernetes.Models;

/// <summary>An identity for pods.</summary>
public sealed record ServiceAccount : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<ObjectReference> Secrets { get; init => field = value ?? []; } = [];

    public IReadOnlyList<LocalObjectReference> ImagePullSecrets { get; init => field = value ?? []; } = [];

    public bool? AutomountServiceAccountToken { get; init; }
}
