using System.Globalization;
using Deploy.Kubernetes.Serialization;
using Deploy.Kubernetes.Transport;

namespace Deploy.Kubernetes;

/// <summary>Speaks to one cluster as one user. Thread-safe; keep one for as long as the cluster is used.</summary>
/// <remarks>Every method throws <see cref="KubernetesException"/> when the server refuses or cannot be reached.</remarks>
public sealed partial class KubernetesClient : IDisposable
{
    private const int DefaultPageSize = 500;

    private readonly KubernetesClientOptions _options;
    private readonly Lazy<ApiClient> _api;
    private Task<ServerVersion>? _version;

    public KubernetesClient(ClusterConnection connection, KubernetesClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Connection = connection;
        _options = options ?? new KubernetesClientOptions();
        _api = new(() => new ApiClient(connection, _options));
    }

    public ClusterConnection Connection { get; }

    internal KubernetesClientOptions Options => _options;

    private ApiClient Api => _api.Value;

    /// <summary>The package's operations on objects of any kind.</summary>
    private k8s.ICustomObjectsOperations Objects => Api.CustomObjects;

    /// <summary>One object.</summary>
    public Task<T> GetAsync<T>(ResourceType<T> type, string? ns, string name, CancellationToken cancellationToken = default)
    {
        var (at, to) = type.Locate(ns, name);
        return Api.ReadAsync(at is null
            ? Objects.GetClusterCustomObjectWithHttpMessagesAsync<HttpContent>(type.Group, type.Version, type.Plural, to, cancellationToken: cancellationToken)
            : Objects.GetNamespacedCustomObjectWithHttpMessagesAsync<HttpContent>(type.Group, type.Version, at, type.Plural, to, cancellationToken: cancellationToken), type.Json, cancellationToken);
    }

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
        using var response = await Api.OpenAsync("/version", ApiClient.Answer.Whole, "application/json", cancellationToken);
        var version = await Api.DecodeAsync(response, KubernetesJson.Default.ServerVersion, cancellationToken);
        Volatile.Write(ref _version, Task.FromResult(version));
        return version;
    }

    /// <summary>The plain text of a path such as <c>/readyz</c>.</summary>
    public async Task<string> GetTextAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var response = await Api.OpenAsync(path, ApiClient.Answer.Whole, "*/*", cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (_api.IsValueCreated)
            _api.Value.Dispose();
    }

    private static string Query(string path, params (string Name, string? Value)[] parameters)
    {
        var parts = parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}");
        return $"{path}?{string.Join('&', parts)}".TrimEnd('?');
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Flag(bool value) => value ? "true" : null;
}
