namespace Deploy.Kubernetes.Models;

/// <summary>One port of an endpoint.</summary>
public sealed record EndpointPort
{
    public string? Name { get; init; }

    public int Port { get; init; }

    public string? Protocol { get; init; }
}
