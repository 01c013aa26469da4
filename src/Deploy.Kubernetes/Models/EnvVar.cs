namespace Deploy.Kubernetes.Models;

/// <summary>One environment variable: a value, or where it comes from.</summary>
public sealed record EnvVar
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string? Value { get; init; }

    public EnvVarSource? ValueFrom { get; init; }
}
