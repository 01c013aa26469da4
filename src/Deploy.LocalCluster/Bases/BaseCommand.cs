namespace Deploy.LocalCluster.Bases;

/// <summary>What the control endpoint of a simulated base (<c>POST /simulation</c>) can be told.</summary>
public sealed record BaseCommand
{
    /// <summary>The process ends and comes back empty, as after a crash.</summary>
    public bool Restart { get; init; }

    /// <summary>Heartbeats and answers stop until further notice, as behind a cut network.</summary>
    public bool? CutOff { get; init; }

    /// <summary>A module on it breaks: <c>name:version</c>.</summary>
    public string? Break { get; init; }

    /// <summary>The health that the base reports of itself: UP, UNKNOWN or DOWN.</summary>
    public string? Health { get; init; }

    /// <summary>The metaspace limit in bytes.</summary>
    public long? MaxMetaspace { get; init; }

    /// <summary>Whether a broken module makes the whole base DOWN.</summary>
    public bool? WithAllBizReadiness { get; init; }

    /// <summary>Every answer takes so many milliseconds longer from now on.</summary>
    public int? SlowMilliseconds { get; init; }
}
