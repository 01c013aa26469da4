namespace Deploy.LocalCluster.Hosting;

/// <summary>Which lines of which container.</summary>
internal sealed record PodLogQuery
{
    public required string Namespace { get; init; }

    public required string Pod { get; init; }

    public required string Uid { get; init; }

    public required string NodeName { get; init; }

    public required string Container { get; init; }

    /// <summary>The run before the present one.</summary>
    public bool Previous { get; init; }

    public bool Follow { get; init; }

    /// <summary>Only so many of the last lines that are there now; null: all.</summary>
    public int? TailLines { get; init; }

    /// <summary>Only lines from then on.</summary>
    public DateTimeOffset? Since { get; init; }
}
