namespace Deploy.Operations.Health;

/// <summary>A module as the base itself tells it.</summary>
public sealed record InstalledModule
{
    /// <summary>Module name.</summary>
    public required string Name { get; init; }

    /// <summary>Module version; empty where the base does not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>The base's own word: ACTIVATED, BROKEN, RESOLVED, DEACTIVATED, STOPPED, UNRESOLVED or UNKNOWN.</summary>
    public string State { get; init; } = "UNKNOWN";

    /// <summary>The path under which it answers on the base's port, or null.</summary>
    public string? WebContextPath { get; init; }

    /// <summary>Since when it is in this state; null where the base does not say.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why it is in this state, in the base's own words; empty where it does not say.</summary>
    public string Message { get; init; } = "";

    public override string ToString() => $"{Name}:{Version} {State}";
}
