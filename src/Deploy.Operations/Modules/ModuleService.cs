namespace Deploy.Operations.Modules;

/// <summary>The Service that is published with a module.</summary>
public sealed record ModuleService
{
    /// <summary>Port that callers use, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Port of the replicas; null for the same as <see cref="Port"/>.</summary>
    public int? TargetPort { get; init; }

    /// <summary>Name of the Service; null for the module's name.</summary>
    public string? Name { get; init; }

    /// <summary>ClusterIP (default), NodePort, LoadBalancer or Headless.</summary>
    public string Type { get; init; } = "ClusterIP";
}
