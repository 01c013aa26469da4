using Deploy.Operations.Health;

namespace Deploy.Operations.Reports;

/// <summary>What happened to the modules of a namespace in a span of time. Holds no secrets: it is made to be handed on.</summary>
public sealed record ModuleReport
{
    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    public required string Namespace { get; init; }

    /// <summary>The names or wildcards that were asked for; empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Beginning of the span.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end: when the report was made.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyList<ReportedModule> Modules { get; init; } = [];

    public IReadOnlyList<ReportedCause> Causes { get; init; } = [];

    public IReadOnlyList<ModuleBase> Bases { get; init; } = [];

    /// <summary>What the report does not tell, and why; empty when it tells all.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];
}
