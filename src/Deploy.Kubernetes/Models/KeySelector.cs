namespace Deploy.Kubernetes.Models;

/// <summary>One key of a config map or a secret.</summary>
public sealed record KeySelector
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Key { get; init => field = value ?? ""; } = "";

    public bool? Optional { get; init; }
}
