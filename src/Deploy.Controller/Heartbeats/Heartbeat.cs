namespace Deploy.Controller.Heartbeats;

/// <summary>What a base says of itself every few seconds: who it is and where its arklet answers.</summary>
public sealed record Heartbeat
{
    /// <summary>The port of arklet where a base names none.</summary>
    public const int DefaultPort = 1238;

    /// <summary>What the base calls itself, unique among bases; a part of its node's name.</summary>
    public required string Identity { get; init; }

    /// <summary>The base application's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The base application's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The group of bases it belongs to; often empty.</summary>
    public string ClusterName { get; init; } = "";

    /// <summary>The technology stack of the base, as labelled on its node; empty where the base does not say.</summary>
    public string Stack { get; init; } = "";

    /// <summary>The base's address, as modules' pods show it.</summary>
    public required string Ip { get; init; }

    /// <summary>The base's host name.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The port of arklet, 1 to 65535. Default 1238.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>False when the base says that it goes down.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Where its arklet answers.</summary>
    public Uri Arklet => new UriBuilder(Uri.UriSchemeHttp, Ip, Port).Uri;
}
