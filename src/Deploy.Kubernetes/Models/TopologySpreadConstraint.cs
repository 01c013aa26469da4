namespace Deploy.Kubernetes.Models;

/// <summary>How evenly matching pods spread over a topology.</summary>
public sealed record TopologySpreadConstraint
{
    public int MaxSkew { get; init; }

    public string TopologyKey { get; init => field = value ?? ""; } = "";

    public string WhenUnsatisfiable { get; init => field = value ?? ""; } = "";

    public LabelSelector? LabelSelector { get; init; }
}
