using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Reports;

/// <summary>One module in a report.</summary>
public sealed record ReportedModule
{
    public required string Name { get; init; }

    /// <summary>The module as it is published; null for one that is not any more.</summary>
    public PublishedModule? Published { get; init; }

    /// <summary>Newest first: those of the time of the report, and the one before them that was running when it began.</summary>
    public IReadOnlyList<Release> Releases { get; init; } = [];

    /// <summary>Replicas that run or went in the time of the report, by their beginning.</summary>
    public IReadOnlyList<ReplicaLife> Lives { get; init; } = [];

    /// <summary>Archived diagnostics that were read, newest first.</summary>
    public IReadOnlyList<ReportedDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>Archived replicas whose diagnostics were not read, since there are too many.</summary>
    public int Unread { get; init; }
}
