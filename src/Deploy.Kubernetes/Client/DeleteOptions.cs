namespace Deploy.Kubernetes;

/// <summary>How to delete or evict.</summary>
public sealed record DeleteOptions
{
    /// <summary>Deletes only the object with this uid; another gives a conflict.</summary>
    public string? Uid { get; init; }

    /// <summary>Deletes only this version of the object; another gives a conflict.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Seconds for the containers to end, 0 or more; null: as the pod says.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Null: as the kind does by default.</summary>
    public PropagationPolicy? Propagation { get; init; }

    /// <summary>Checks everything and changes nothing.</summary>
    public bool DryRun { get; init; }
}
