using System.Text.Json;

namespace Deploy.LocalCluster.Bases;

/// <summary>How a module behaves on a simulated base, from <c>simulation.json</c> in its package. All is optional.</summary>
public sealed record ModuleSimulation
{
    /// <summary>How its install ends. Default <see cref="InstallOutcome.Ok"/>.</summary>
    public InstallOutcome Install { get; init; }

    /// <summary>How long its install takes, in milliseconds. Default 0.</summary>
    public int InstallMilliseconds { get; init; }

    /// <summary>Metaspace that it takes, in bytes. Default 16 MiB.</summary>
    public long MetaspaceBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>What a failing install says.</summary>
    public string Message { get; init; } = "BeanCreationException: the module's context could not be refreshed";

    /// <summary>Its own health: UP, UNKNOWN or DOWN. Default UP.</summary>
    public string Health { get; init; } = "UP";

    /// <summary>The path it answers under. Default: a slash and its name.</summary>
    public string? WebContextPath { get; init; }

    /// <summary>How long after its start it breaks, in milliseconds; 0 for never. Default 0.</summary>
    public int BreaksAfterMilliseconds { get; init; }

    /// <summary>How long it takes to answer a request, in milliseconds. Default 0.</summary>
    public int AnswerMilliseconds { get; init; }

    /// <summary>Reads <c>simulation.json</c>.</summary>
    /// <exception cref="JsonException">It is not of this form.</exception>
    public static ModuleSimulation Read(Stream json) =>
        JsonSerializer.Deserialize(json, SimulationJson.Default.ModuleSimulation) ?? new ModuleSimulation();
}
