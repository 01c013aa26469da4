namespace Deploy.Benchmarks.Measuring;

/// <summary>One thing that ours and a peer both do, measured in turn.</summary>
internal interface IComparison
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>Why it cannot run here; null when it can.</summary>
    string? Missing { get; }

    Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct);
}
