namespace Deploy.Storage.Connections;

/// <summary>
/// How to reach the blob store that holds packages and archives. Exactly one of <see cref="ConnectionString"/> and
/// <see cref="Endpoint"/> is set. Its text never shows the key.
/// </summary>
public sealed record StoreConnection
{
    /// <summary>An Azure Storage connection string: a real account, Azurite, or the local cluster's blob endpoint.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The blob endpoint of an account that is entered with a managed (or the ambient Azure) identity.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Client id of a user-assigned identity; null takes the ambient one. Only with <see cref="Endpoint"/>.</summary>
    public string? IdentityClientId { get; init; }

    /// <summary>Container of the packages. Default <c>packages</c>.</summary>
    public string PackageContainer { get; init; } = "packages";

    /// <summary>Container of the archived diagnostics. Default <c>archive</c>.</summary>
    public string ArchiveContainer { get; init; } = "archive";

    /// <summary>How failed requests are repeated.</summary>
    public StoreRetry Retry { get; init; } = new();

    /// <summary>Carries the requests instead of the network: the local cluster's blob endpoint within the same process.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>
    /// Reads what an operator writes in one setting: a connection string, or an https endpoint for a managed identity.
    /// </summary>
    /// <exception cref="Faults.StorageException">It is neither (<c>OtherUpstream.InvalidParameter</c>).</exception>
    public static StoreConnection Parse(string setting)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(setting);
        return Uri.TryCreate(setting, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "https" or "http"
            ? new() { Endpoint = endpoint }
            : new() { ConnectionString = setting };
    }

    /// <summary>Names the store without its secrets.</summary>
    public override string ToString() => Endpoint is null ? "blob store by connection string" : $"blob store at {Endpoint.Host}";
}
