using System.Collections.ObjectModel;

namespace Deploy.Kubernetes.Models;

/// <summary>What a service asks for.</summary>
public sealed record ServiceSpec
{
    /// <summary>ClusterIP (the default), NodePort, LoadBalancer or ExternalName.</summary>
    public string? Type { get; init; }

    public IReadOnlyDictionary<string, string> Selector { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<ServicePort> Ports { get; init => field = value ?? []; } = [];

    public string? ClusterIP { get; init; }

    public IReadOnlyList<string> ClusterIPs { get; init => field = value ?? []; } = [];

    public string? ExternalName { get; init; }

    public string? SessionAffinity { get; init; }

    public bool PublishNotReadyAddresses { get; init; }
}
