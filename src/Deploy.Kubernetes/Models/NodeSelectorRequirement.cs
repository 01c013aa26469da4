namespace Deploy.Kubernetes.Models;

/// <summary>One requirement on a node's label or field.</summary>
public sealed record NodeSelectorRequirement
{
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>In, NotIn, Exists, DoesNotExist, Gt or Lt.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<string> Values { get; init => field = value ?? []; } = [];
}
