namespace Deploy.Kubernetes.Models;

/// <summary>Gives a cluster role to subjects in all of the cluster.</summary>
public sealed record ClusterRoleBinding : IKubernetesObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    public IReadOnlyList<Subject> Subjects { get; init => field = value ?? []; } = [];

    public RoleRef RoleRef { get; init => field = value ?? new(); } = new();
}
