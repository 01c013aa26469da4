using Deploy.Operations.Modules;
using Deploy.Operations.Traffic;

namespace Deploy.Operations.Releases;

/// <summary>One change of a module.</summary>
public sealed record Release
{
    public required string Namespace { get; init; }

    public required string Module { get; init; }

    public required ModuleKind Kind { get; init; }

    /// <summary>Number in the module's history, from 1.</summary>
    public required long Revision { get; init; }

    public required string Version { get; init; }

    /// <summary>Image or package URL, without its signature.</summary>
    public required string Image { get; init; }

    public required ReleaseStatus Status { get; init; }

    /// <summary>Why it was made.</summary>
    public string? Cause { get; init; }

    public required DateTimeOffset When { get; init; }

    /// <summary>Who began it, as user@machine; null for a revision that others made.</summary>
    public string? By { get; init; }

    /// <summary>From its beginning to its end; null while it is open, and where nobody noted its end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Replicas that this revision has now.</summary>
    public int Replicas { get; init; }

    /// <summary>Those of them that are Responsive.</summary>
    public int Responsive { get; init; }

    /// <summary>Id of the release; empty for a revision that others made.</summary>
    public string Id { get; init; } = "";

    /// <summary>What callers of the module saw meanwhile; null when nobody asked.</summary>
    public TrafficReport? Traffic { get; init; }

    /// <summary>What stands in the way or what happened; null for nothing to say.</summary>
    public string? Message { get; init; }

    public override string ToString() => $"{Module} {Version} (revision {Revision}, {Status})";
}
