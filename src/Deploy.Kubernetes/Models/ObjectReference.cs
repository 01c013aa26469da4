namespace Deploy.Kubernetes.Models;

/// <summary>Names an object, or a part of one by its field path.</summary>
public sealed record ObjectReference
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    /// <summary>Such as spec.containers{web}.</summary>
    public string? FieldPath { get; init; }
}
