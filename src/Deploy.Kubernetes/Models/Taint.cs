namespace Deploy.Kubernetes.Models;

/// <summary>Keeps pods away that do not tolerate it.</summary>
public sealed record Taint
{
    public string Key { get; init => field = value ?? ""; } = "";

    public string? Value { get; init; }

    /// <summary>NoSchedule, PreferNoSchedule or NoExecute.</summary>
    public string Effect { get; init => field = value ?? ""; } = "";

    public DateTimeOffset? TimeAdded { get; init; }
}
