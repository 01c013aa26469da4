namespace Deploy.Operations.Modules;

/// <summary>What a replica asks for and may use at most, as Kubernetes quantities (500m, 2, 512Mi).</summary>
public sealed record ModuleResources
{
    /// <summary>Cores that the scheduler reserves; null for none.</summary>
    public string? Cpu { get; init; }

    /// <summary>Memory that the scheduler reserves; null for none.</summary>
    public string? Memory { get; init; }

    /// <summary>Cores at most; null for no limit.</summary>
    public string? CpuLimit { get; init; }

    /// <summary>Memory at most, beyond which the container is killed; null for no limit.</summary>
    public string? MemoryLimit { get; init; }
}
