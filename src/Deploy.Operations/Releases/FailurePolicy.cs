namespace Deploy.Operations.Releases;

/// <summary>What happens when a release cannot succeed.</summary>
public enum FailurePolicy
{
    /// <summary>It stays where it is; what ran before goes on serving.</summary>
    Stop,

    /// <summary>Diagnostics are captured, then the earlier version is restored.</summary>
    Rollback,
}
