namespace Deploy.Kubernetes.Models;

/// <summary>One field that was wrong.</summary>
public sealed record StatusCause
{
    public string? Reason { get; init; }

    public string? Message { get; init; }

    public string? Field { get; init; }
}
