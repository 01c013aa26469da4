namespace Deploy.LocalCluster.Bases;

/// <summary>A simulated base of a local cluster, as its control endpoint tells it.</summary>
public sealed record BaseStatus
{
    /// <summary>Its identity.</summary>
    public required string Identity { get; init; }

    /// <summary>Its node's name.</summary>
    public required string Node { get; init; }

    /// <summary>The base application's name.</summary>
    public required string Name { get; init; }

    /// <summary>The base application's version.</summary>
    public required string Version { get; init; }

    /// <summary>Where arklet, actuator and modules answer.</summary>
    public required Uri Address { get; init; }

    /// <summary>How often each module was installed since the base was made, by <c>name:version</c>.</summary>
    public IReadOnlyDictionary<string, int> Installs { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
}
