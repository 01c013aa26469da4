using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Deploy.Kubernetes.Transport;

/// <summary>Sends requests to one cluster and returns good answers; everything else becomes a <see cref="KubernetesException"/>.</summary>
internal sealed class ApiChannel(ClusterConnection connection, KubernetesClientOptions options) : IDisposable
{
    private readonly HttpClients _clients = new(connection, options.Name);
    private readonly RetryPipeline _retries = new(options);

    internal ClusterConnection Connection => connection;

    /// <summary>The answer, its body not yet read. The caller disposes it.</summary>
    internal async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await _retries.RunAsync(request, OpenOnceAsync, cancellationToken);

    internal async Task<T> ReadAsync<T>(ApiRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        await _retries.RunAsync(request, (again, token) => ReadOnceAsync(again, json, token), cancellationToken);

    internal async Task<string> ReadTextAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await _retries.RunAsync(request, ReadTextOnceAsync, cancellationToken);

    public void Dispose() => _clients.Dispose();

    private Task<HttpResponseMessage> OpenOnceAsync(ApiRequest request, CancellationToken cancellationToken) =>
        request.Lasting
            ? WithFailuresAsync(request, token => SendAsync(request, token), cancellationToken)
            : WithLimitAsync(request, token => SendAsync(request, token), cancellationToken);

    private Task<T> ReadOnceAsync<T>(ApiRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        WithLimitAsync(request, async token =>
        {
            using var response = await SendAsync(request, token);
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            return await JsonSerializer.DeserializeAsync(stream, json, token) ?? throw new JsonException("The answer is null.");
        }, cancellationToken);

    private Task<string> ReadTextOnceAsync(ApiRequest request, CancellationToken cancellationToken) =>
        WithLimitAsync(request, async token =>
        {
            using var response = await SendAsync(request, token);
            return await response.Content.ReadAsStringAsync(token);
        }, cancellationToken);

    private Task<T> WithLimitAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        WithFailuresAsync(request, async token =>
        {
            using var limit = new CancellationTokenSource(options.RequestTimeout, options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
            return await work(either.Token);
        }, cancellationToken);

    private async Task<T> WithFailuresAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var started = options.TimeProvider.GetTimestamp();
        try
        {
            return await work(cancellationToken);
        }
        catch (Exception failure) when (TransportFailure.IsOne(failure) || failure is OperationCanceledException)
        {
            // A read that was cancelled may surface as a broken connection.
            cancellationToken.ThrowIfCancellationRequested();
            var told = TransportFailure.From(failure, connection);
            RequestLog.Failed(options.Logger, request.Method, request.Path, options.TimeProvider.GetElapsedTime(started).TotalMilliseconds, told.Reason);
            throw told;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var proof = connection.Credential is { } credential ? await credential.GetProofAsync(cancellationToken) : null;
        var response = await SendAsync(request, proof, cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized && proof is not null
            && await connection.Credential!.RefreshAsync(proof, cancellationToken))
        {
            response.Dispose();
            RequestLog.Renewed(options.Logger, request.Method, request.Path);
            response = await SendAsync(request, await connection.Credential.GetProofAsync(cancellationToken), cancellationToken);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ServerFailure.FromResponseAsync(response, options.TimeProvider, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(ApiRequest request, Proof? proof, CancellationToken cancellationToken)
    {
        var started = options.TimeProvider.GetTimestamp();
        using var message = request.ToMessage(connection.Server);
        message.Headers.Authorization = proof?.Header;
        // The handler takes the name that it expects in the certificate from here.
        message.Headers.Host = connection.Tls.ServerName;
        if (connection.Impersonation is { } other)
            Impersonate(message, other);
        var response = await _clients.For(proof?.Certificate).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        RequestLog.Answered(options.Logger, request.Method, request.Path, (int)response.StatusCode, options.TimeProvider.GetElapsedTime(started).TotalMilliseconds);
        return response;
    }

    private static void Impersonate(HttpRequestMessage message, Impersonation other)
    {
        message.Headers.Add("Impersonate-User", other.User);
        foreach (var group in other.Groups)
            message.Headers.Add("Impersonate-Group", group);
    }
}
