using Deploy.Operations.Health;

namespace Deploy.Module.Commands;

/// <summary>The health of a base or of a module on it, as Get-ModuleHealth tells it.</summary>
public sealed record ModuleHealth
{
    /// <summary>The base's node, or its address where it was given.</summary>
    public required string Base { get; init; }

    /// <summary>The module as <c>name:version</c>; empty for the base itself.</summary>
    public string Module { get; init; } = "";

    /// <summary>Up, Unknown or Down.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>What makes the status what it is; empty when all is well.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>The components, worst first.</summary>
    public IReadOnlyList<HealthComponent> Components { get; init; } = [];

    /// <summary>The modules of the base, where it tells them.</summary>
    public IReadOnlyList<InstalledModule> Modules { get; init; } = [];

    /// <summary>The plugins of the base, where it tells them.</summary>
    public IReadOnlyList<BasePlugin> Plugins { get; init; } = [];

    public override string ToString() => $"{(Module.Length > 0 ? $"{Module} on " : "")}{Base} {Status.ToString().ToUpperInvariant()}";
}
