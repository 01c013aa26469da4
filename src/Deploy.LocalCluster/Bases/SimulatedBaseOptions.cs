namespace Deploy.LocalCluster.Bases;

/// <summary>A simulated base.</summary>
public sealed record SimulatedBaseOptions
{
    /// <summary>Its identity, unique among bases; a part of its node's name.</summary>
    public required string Identity { get; init; }

    /// <summary>The base application's name. Default <c>base</c>.</summary>
    public string Name { get; init; } = "base";

    /// <summary>The base application's version. Default <c>1.0.0</c>.</summary>
    public string Version { get; init; } = "1.0.0";

    /// <summary>Its technology stack. Default <c>java</c>.</summary>
    public string Stack { get; init; } = "java";

    /// <summary>The group of bases it belongs to; empty for none. Default <c>default</c>.</summary>
    public string ClusterName { get; init; } = "default";

    /// <summary>Metaspace for modules in bytes. Default 512 MiB.</summary>
    public long MaxMetaspace { get; init; } = 512L * 1024 * 1024;

    /// <summary>How often it sends a heartbeat. Default 10 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where heartbeats go: the controllers' <c>/heartbeat</c> addresses.</summary>
    public IReadOnlyList<Uri> Controllers { get; init; } = [];

    /// <summary>Makes its way to the network, for packages and heartbeats. Default: plain HTTP without a proxy.</summary>
    public Func<HttpMessageHandler>? Network { get; init; }
}
