namespace Deploy.LocalCluster.Bases;

/// <summary>A simulated base to be added to a local cluster. All is optional.</summary>
public sealed record BaseSpec
{
    /// <summary>Its identity: lower-case letters, digits, '-' and '.'. Default: the next free <c>base-N</c>.</summary>
    public string? Identity { get; init; }

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
}
