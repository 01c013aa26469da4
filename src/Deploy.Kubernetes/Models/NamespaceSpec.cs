namespace Deploy.Kubernetes.Models;

/// <summary>What holds a namespace back from going.</summary>
public sealed record NamespaceSpec
{
    public IReadOnlyList<string> Finalizers { get; init => field = value ?? []; } = [];
}
