namespace Deploy.Kubernetes.Models;

/// <summary>The verbs allowed on resources or URLs.</summary>
public sealed record PolicyRule
{
    public IReadOnlyList<string> Verbs { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> ApiGroups { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Resources { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> ResourceNames { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> NonResourceURLs { get; init => field = value ?? []; } = [];
}
