namespace Deploy.Kubernetes.Models;

/// <summary>Gives a role to subjects within a namespace.</summary>
public sealed record RoleBinding : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<Subject> Subjects { get; init => field = value ?? []; } = [];

    public RoleRef RoleRef { get; init => field = value ?? new(); } = new();
}
