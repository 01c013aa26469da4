namespace Deploy.Kubernetes.Models;

/// <summary>A config map or a secret, all of whose keys become variables.</summary>
public sealed record EnvFromSource
{
    public string? Prefix { get; init; }

    public EnvSourceReference? ConfigMapRef { get; init; }

    public EnvSourceReference? SecretRef { get; init; }
}
