namespace Deploy.Operations.Modules;

/// <summary>Which bases a module runs on. What is null does not narrow the choice.</summary>
public sealed record BaseSelector
{
    /// <summary>Stack of the base, such as java.</summary>
    public string? Stack { get; init; }

    /// <summary>Name of the base application.</summary>
    public string? Name { get; init; }

    /// <summary>Version of the base application. A version that does not exist yet is allowed: the replicas wait for it.</summary>
    public string? Version { get; init; }

    /// <summary>Cluster that the base belongs to.</summary>
    public string? Cluster { get; init; }

    /// <summary>Environment of the base; its taint is tolerated.</summary>
    public string? Environment { get; init; }
}
