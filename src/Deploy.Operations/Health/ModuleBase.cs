namespace Deploy.Operations.Health;

/// <summary>A base: a host that modules are installed on, and a node of the cluster.</summary>
public sealed record ModuleBase
{
    /// <summary>Its node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The base application's name.</summary>
    public string Application { get; init; } = "";

    /// <summary>The base application's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Its technology stack.</summary>
    public string Stack { get; init; } = "";

    /// <summary>The group of bases it belongs to.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>Its address in the cluster's network, which modules' pods show as theirs.</summary>
    public string Ip { get; init; } = "";

    /// <summary>The port of its arklet.</summary>
    public int Port { get; init; }

    /// <summary>Ready, NotReady (with the reason), or Unknown.</summary>
    public string State { get; init; } = "Unknown";

    /// <summary>Metaspace that is left for modules and all that there is, in bytes; null where the base names no limit.</summary>
    public long? FreeMetaspace { get; init; }

    /// <summary>The metaspace limit in bytes; null where there is none.</summary>
    public long? MaxMetaspace { get; init; }

    /// <summary>How many modules' pods are assigned to it.</summary>
    public int Replicas { get; init; }

    /// <summary>Which controller holds it; empty for none.</summary>
    public string Controller { get; init; } = "";

    /// <summary>When its lease was last renewed.</summary>
    public DateTimeOffset? Renewed { get; init; }

    /// <summary>How long ago it became a node.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The address at which it was reached from here; null when it was not asked or none answers.</summary>
    public Uri? Reachable { get; init; }

    /// <summary>What the base itself says that it has; null when it was not asked or does not answer.</summary>
    public IReadOnlyList<InstalledModule>? Modules { get; init; }

    /// <summary>Why it could not be asked, or what to use in place of the pod IP; empty when there is nothing to say.</summary>
    public string Note { get; init; } = "";

    public override string ToString() => Name;

    /// <summary>Where its arklet answers by the cluster's word.</summary>
    internal Uri? Arklet => Ip.Length > 0 && Port > 0 ? new UriBuilder(Uri.UriSchemeHttp, Ip, Port).Uri : null;
}
