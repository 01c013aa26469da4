namespace Deploy.Kubernetes.Models;

/// <summary>Terms of which one must hold.</summary>
public sealed record NodeSelector
{
    public IReadOnlyList<NodeSelectorTerm> NodeSelectorTerms { get; init => field = value ?? []; } = [];
}
