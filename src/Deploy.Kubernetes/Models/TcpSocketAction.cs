namespace Deploy.Kubernetes.Models;

/// <summary>Succeeds when the port accepts a connection.</summary>
public sealed record TcpSocketAction
{
    public IntOrString? Port { get; init; }

    public string? Host { get; init; }
}
