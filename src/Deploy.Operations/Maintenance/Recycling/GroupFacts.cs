namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>What is known of the set behind a group.</summary>
internal sealed record GroupFacts
{
    /// <summary>Replicas that it is to have; 0 when it is gone.</summary>
    public int Desired { get; init; }

    /// <summary>Whether a second one may start before the first goes.</summary>
    public bool CanSurge { get; init; }

    /// <summary>Why nothing new may be begun, such as an open release; null when it may.</summary>
    public string? Held { get; init; }
}
