namespace Deploy.Kubernetes.Models;

/// <summary>A user, a group or a service account.</summary>
public sealed record Subject
{
    public string Kind { get; init => field = value ?? ""; } = "";

    public string? ApiGroup { get; init; }

    public string Name { get; init => field = value ?? ""; } = "";

    public string? Namespace { get; init; }
}
