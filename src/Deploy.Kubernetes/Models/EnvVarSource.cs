using System.Text.Json;

namespace Deploy.Kubernetes.Models;

/// <summary>Where the value of an environment variable comes from.</summary>
public sealed record EnvVarSource
{
    public ObjectFieldSelector? FieldRef { get; init; }

    public KeySelector? ConfigMapKeyRef { get; init; }

    public KeySelector? SecretKeyRef { get; init; }

    public JsonElement? ResourceFieldRef { get; init; }
}
