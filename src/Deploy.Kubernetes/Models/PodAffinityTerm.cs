namespace Deploy.Kubernetes.Models;

/// <summary>The pods meant, and the node label that makes a domain.</summary>
public sealed record PodAffinityTerm
{
    public LabelSelector? LabelSelector { get; init; }

    public IReadOnlyList<string> Namespaces { get; init => field = value ?? []; } = [];

    public string TopologyKey { get; init => field = value ?? ""; } = "";
}
