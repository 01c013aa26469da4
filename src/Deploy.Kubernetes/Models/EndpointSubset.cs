namespace Deploy.Kubernetes.Models;

/// <summary>Addresses that share the same ports.</summary>
public sealed record EndpointSubset
{
    public IReadOnlyList<EndpointAddress> Addresses { get; init => field = value ?? []; } = [];

    public IReadOnlyList<EndpointAddress> NotReadyAddresses { get; init => field = value ?? []; } = [];

    public IReadOnlyList<EndpointPort> Ports { get; init => field = value ?? []; } = [];
}
