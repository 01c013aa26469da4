namespace Deploy.Kubernetes.Models;

/// <summary>What every list carries.</summary>
public sealed record ListMeta
{
    public string ResourceVersion { get; init => field = value ?? ""; } = "";

    public string? Continue { get; init; }

    public long? RemainingItemCount { get; init; }
}
