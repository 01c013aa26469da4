namespace Deploy.Operations.Modules;

/// <summary>A module to publish, given by parameters.</summary>
public sealed record ModuleSpec
{
    /// <summary>Lower-case letters, digits and hyphens, starting with a letter, at most 63.</summary>
    public required string Name { get; init; }

    /// <summary>Letters, digits, dots, underscores and hyphens, at most 63.</summary>
    public required string Version { get; init; }

    /// <summary>A container image, or the http(s) URL of a package.</summary>
    public required string Image { get; init; }

    /// <summary>Default <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Deployment (default), DaemonSet or Pod. Stateful modules are published by manifest.</summary>
    public ModuleKind Kind { get; init; }

    /// <summary>0 to 10000; null: 1 for a new module, as it is for a running one. Not for DaemonSets.</summary>
    public int? Replicas { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<ModulePort> Ports { get; init; } = [];

    public ModuleResources? Resources { get; init; }

    /// <summary>Must succeed once before the other checks begin.</summary>
    public HealthCheck? StartupCheck { get; init; }

    /// <summary>Decides whether the replica gets traffic.</summary>
    public HealthCheck? ReadinessCheck { get; init; }

    /// <summary>Restarts the container when it fails.</summary>
    public HealthCheck? LivenessCheck { get; init; }

    /// <summary>Bases to run on; null for ordinary nodes.</summary>
    public BaseSelector? Base { get; init; }

    /// <summary>Service to publish along; null for none.</summary>
    public ModuleService? Service { get; init; }

    /// <summary>One replica on every chosen base, following their number.</summary>
    public bool Peer { get; init; }

    /// <summary>sha256 of the package in hexadecimal, kept as an annotation.</summary>
    public string? PackageSha256 { get; init; }

    /// <summary>When the package URL expires, kept as an annotation.</summary>
    public DateTimeOffset? UrlExpires { get; init; }

    /// <summary>Time a replica has to finish its requests; whole seconds, null for the cluster's default of 30.</summary>
    public TimeSpan? TerminationGrace { get; init; }

    /// <summary>Extra labels of the replicas.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Labels that a node must have. With a <see cref="NodeLabelPrefix"/>, keys without it get it.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Prefix of this tenant's node labels, such as <c>tenant-a/</c>; null for none.</summary>
    public string? NodeLabelPrefix { get; init; }

    /// <summary>Replaces the image's entry point; empty keeps it.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Replaces the image's arguments; empty keeps them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
