namespace Deploy.Kubernetes.Models;

/// <summary>A wish with its weight.</summary>
public sealed record PreferredSchedulingTerm
{
    /// <summary>1 to 100.</summary>
    public int Weight { get; init; }

    public NodeSelectorTerm Preference { get; init => field = value ?? new(); } = new();
}
