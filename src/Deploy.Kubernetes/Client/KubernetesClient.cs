using System.Globalization;
using Deploy.Kubernetes.Serialization;
using Deploy.Kubernetes.Transport;

namespace Deploy.Kubernetes;

/// <summary>Speaks to one cluster as one user. Thread-safe; keep one for as long as the cluster is used.</summary>
/// <remarks>Every method throws <see cref="KubernetesException"/> when the server refuses or cannot be reached.</remarks>
public sealed partial class KubernetesClient : IDisposable
{
    private const int DefaultPageSize = 500;

    private readonly ApiChannel _channel;
    private readonly KubernetesClientOptions _options;
    private Task<ServerVersion>? _version;

    public KubernetesClient(ClusterConnection connection, KubernetesClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _options = options ?? new KubernetesClientOptions();
        _channel = new ApiChannel(connection, _options);
    }

    public ClusterConnection Connection => _channel.Connection;

    internal KubernetesClientOptions Options => _options;

    /// <summary>One object.</summary>
    public Task<T> GetAsync<T>(ResourceType<T> type, string? ns, string name, CancellationToken cancellationToken = default) =>
        _channel.ReadAsync(new ApiRequest(HttpMethod.Get, type.Path(ns, name)), type.Json, cancellationToken);

    /// <summary>One object; null where there is none.</summary>
    public async Task<T?> FindAsync<T>(ResourceType<T> type, string? ns, string name, CancellationToken cancellationToken = default)
        where T : class
    {
        try
        {
            return await GetAsync(type, ns, name, cancellationToken);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>What the server says of itself; asked once per client.</summary>
    public async Task<ServerVersion> GetVersionAsync(CancellationToken cancellationToken = default)
    {
        var known = Volatile.Read(ref _version);
        if (known is { IsCompletedSuccessfully: true })
            return await known;
        var asked = _channel.ReadAsync(new ApiRequest(HttpMethod.Get, "/version"), KubernetesJson.Default.ServerVersion, cancellationToken);
        await asked;
        Volatile.Write(ref _version, asked);
        return await asked;
    }

    /// <summary>The plain text of a path such as <c>/readyz</c>.</summary>
    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken = default) =>
        _channel.ReadTextAsync(new ApiRequest(HttpMethod.Get, path) { Accept = "*/*" }, cancellationToken);

    public void Dispose() => _channel.Dispose();

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Flag(bool value) => value ? "true" : null;
}
