namespace Deploy.Kubernetes.Models;

/// <summary>The config map or secret named, and whether it may be missing.</summary>
public sealed record EnvSourceReference
{
    public string Name { get; init => field = value ?? ""; } = "";

    public bool? Optional { get; init; }
}
