using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases;

/// <summary>How a module's release stands, as its workload tells: for views that watch replicas at the same time.</summary>
public sealed record ReleaseStanding
{
    public required string Namespace { get; init; }

    public required string Module { get; init; }

    /// <summary>Id of the release; empty for a rollout that others started.</summary>
    public string Id { get; init; } = "";

    /// <summary>The version that ran before; null for a first release, or where nothing tells it.</summary>
    public string? FromVersion { get; init; }

    /// <summary>The version that is rolled out.</summary>
    public string Version { get; init; } = "";

    /// <summary>Number of the revision that is rolled out; 0 where the workload counts none.</summary>
    public long Revision { get; init; }

    public ReleasePhase Phase { get; init; }

    /// <summary>Whether it is still under way, paused, or failed and neither rolled back nor followed by another.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Replicas that there should be.</summary>
    public int Desired { get; init; }

    /// <summary>The open batch, from 1; 0 without batches.</summary>
    public int Batch { get; init; }

    /// <summary>All batches; 0 without batches.</summary>
    public int Batches { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Why it is paused, failed or rolling back, or that nobody drives it; null for nothing to say. Holds no secrets.</summary>
    public string? Message { get; init; }

    /// <summary>Whether a replica is one of those that the release brings.</summary>
    public bool Brings(ReplicaStatus replica)
    {
        ArgumentNullException.ThrowIfNull(replica);
        if (replica.Module != Module || replica.Namespace != Namespace)
            return false;
        // Where the version stays, only the revision tells the new ones.
        return FromVersion == Version && Revision > 0 && replica.Revision is { } revision
            ? revision == Revision.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : replica.Version == Version;
    }
}
