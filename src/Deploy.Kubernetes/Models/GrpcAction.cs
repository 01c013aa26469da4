namespace Deploy.Kubernetes.Models;

/// <summary>Succeeds when the gRPC health service answers SERVING.</summary>
public sealed record GrpcAction
{
    public int Port { get; init; }

    public string? Service { get; init; }
}
