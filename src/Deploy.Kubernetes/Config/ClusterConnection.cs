namespace Deploy.Kubernetes;

/// <summary>Everything needed to reach one cluster as one user.</summary>
public sealed record ClusterConnection
{
    /// <summary>The server's address; its path, if any, comes before every request path and is treated as a secret.</summary>
    public required Uri Server { get; init; }

    /// <summary>The name of the context or cluster, for people.</summary>
    public string Name { get; init; } = "cluster";

    /// <summary>The namespace meant where none is given. Default <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    public TlsSettings Tls { get; init; } = new();

    /// <summary>Supplies the Authorization header, and a client certificate where it has one; null: none.</summary>
    public Credential? Credential { get; init; }

    /// <summary>Acts as another user; null: as oneself.</summary>
    public Impersonation? Impersonation { get; init; }

    /// <summary>The proxy on the way; null: as the environment says, and none to a loopback address.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Answers requests in this process instead of the network; it is never disposed by a client.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The address without path, query and user, fit to be shown.</summary>
    public string DisplayAddress => Server.GetComponents(UriComponents.Scheme | UriComponents.HostAndPort, UriFormat.UriEscaped);

    public override string ToString() => $"{Name} ({DisplayAddress})";
}
