namespace Deploy.Kubernetes.Models;

/// <summary>One port of a service.</summary>
public sealed record ServicePort
{
    public string? Name { get; init; }

    public int Port { get; init; }

    public IntOrString? TargetPort { get; init; }

    public int? NodePort { get; init; }

    public string? Protocol { get; init; }
}
