namespace Deploy.Operations.Reports;

/// <summary>What a report is to tell.</summary>
public sealed record ReportRequest
{
    public required string Namespace { get; init; }

    /// <summary>Module names or wildcards; empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>How far it goes back. More than 0; default 24 h.</summary>
    public TimeSpan Since { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Diagnostics of archived replicas that are read, those with trouble first. Range 0 to 1,000, default 100.</summary>
    public int Diagnostics { get; init; } = 100;
}
