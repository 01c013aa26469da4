namespace Deploy.LocalCluster.Bases;

/// <summary>How an install on a simulated base ends.</summary>
public enum InstallOutcome
{
    /// <summary>The module starts.</summary>
    Ok,

    /// <summary>Its start fails and the base keeps it as broken.</summary>
    Broken,

    /// <summary>Its start fails and the base takes it out again.</summary>
    Failed,

    /// <summary>The install never answers.</summary>
    Hangs,

    /// <summary>The connection breaks in the middle of the install.</summary>
    Resets,

    /// <summary>The answer is not JSON.</summary>
    Garbage,
}
