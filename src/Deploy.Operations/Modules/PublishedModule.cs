namespace Deploy.Operations.Modules;

/// <summary>A module as it is published.</summary>
public sealed record PublishedModule
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required ModuleKind Kind { get; init; }

    /// <summary>Replicas wanted.</summary>
    public required int Replicas { get; init; }

    /// <summary>Replicas that answer.</summary>
    public required int Ready { get; init; }

    public required PublishedModuleState State { get; init; }

    /// <summary>Image or package URL, without its signature.</summary>
    public required string Image { get; init; }

    /// <summary>The chosen base as <c>name:version</c>; null for none.</summary>
    public string? Base { get; init; }

    public required TimeSpan Age { get; init; }

    public required string Namespace { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Id of the open release; null for none.</summary>
    public string? Release { get; init; }

    /// <summary>Name of the workload.</summary>
    public required string Workload { get; init; }

    public override string ToString() => $"{Name} {Version} ({Ready} of {Replicas} ready)";
}
