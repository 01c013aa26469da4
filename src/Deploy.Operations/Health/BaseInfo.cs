namespace Deploy.Operations.Health;

/// <summary>What <c>/actuator/info</c> of a base tells.</summary>
public sealed record BaseInfo
{
    /// <summary>The modules, the base's own application first.</summary>
    public required IReadOnlyList<InstalledModule> Modules { get; init; }

    /// <summary>The plugins.</summary>
    public required IReadOnlyList<BasePlugin> Plugins { get; init; }
}
