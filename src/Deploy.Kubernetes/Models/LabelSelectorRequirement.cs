namespace Deploy.Kubernetes.Models;

/// <summary>One term of a label selector.</summary>
public sealed record LabelSelectorRequirement
{
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>In, NotIn, Exists or DoesNotExist.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<string> Values { get; init => field = value ?? []; } = [];
}
