namespace Deploy.Kubernetes.Models;

/// <summary>A field of the pod itself.</summary>
public sealed record ObjectFieldSelector
{
    public string? ApiVersion { get; init; }

    public string FieldPath { get; init => field = value ?? ""; } = "";
}
