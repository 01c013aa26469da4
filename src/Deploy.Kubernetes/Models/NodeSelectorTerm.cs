namespace Deploy.Kubernetes.Models;

/// <summary>Requirements that must all hold.</summary>
public sealed record NodeSelectorTerm
{
    public IReadOnlyList<NodeSelectorRequirement> MatchExpressions { get; init => field = value ?? []; } = [];

    public IReadOnlyList<NodeSelectorRequirement> MatchFields { get; init => field = value ?? []; } = [];
}
