using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Deploy.Kubernetes.Transport;

/// <summary>Sends requests to one cluster and returns good answers; everything else becomes a <see cref="KubernetesException"/>.</summary>
internal sealed class ApiChannel(ClusterConnection connection, KubernetesClientOptions options) : IDisposable
{
    private readonly HttpClients _clients = new(connection);
    private readonly RetryPipeline _retries = new(options);

    internal ClusterConnection Connection => connection;

    /// <summary>The answer, its body not yet read. The caller disposes it.</summary>
    internal Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken) =>
        _retries.RunAsync(request, OpenOnceAsync, cancellationToken);

    internal Task<T> ReadAsync<T>(ApiRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        _retries.RunAsync(request, (again, token) => ReadOnceAsync(again, json, token), cancellationToken);

    internal Task<string> ReadTextAsync(ApiRequest request, CancellationToken cancellationToken) =>
        _retries.RunAsync(request, ReadTextOnceAsync, cancellationToken);

    public void Dispose() => _clients.Dispose();

    private Task<HttpResponseMessage> OpenOnceAsync(ApiRequest request, CancellationToken cancellationToken) =>
        OnceAsync(request, token => SendAsync(request, token), cancellationToken);

    private Task<T> ReadOnceAsync<T>(ApiRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        OnceAsync(request, async token =>
        {
            using var response = await SendAsync(request, token);
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            return await JsonSerializer.DeserializeAsync(stream, json, token) ?? throw new JsonException("The answer is null.");
        }, cancellationToken);

    private Task<string> ReadTextOnceAsync(ApiRequest request, CancellationToken cancellationToken) =>
        OnceAsync(request, async token =>
        {
            using var response = await SendAsync(request, token);
            return await response.Content.ReadAsStringAsync(token);
        }, cancellationToken);

    private async Task<T> OnceAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var started = options.TimeProvider.GetTimestamp();
        using var limit = new CancellationTokenSource(request.Lasting ? Timeout.InfiniteTimeSpan : options.RequestTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(either.Token);
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
        for (var isRenewed = false; ; isRenewed = true)
        {
            var proof = connection.Credential is { } credential ? await credential.GetProofAsync(cancellationToken) : null;
            var started = options.TimeProvider.GetTimestamp();
            using var message = ToMessage(request, proof);
            var response = await _clients.For(proof?.Certificate).SendAsync(message, cancellationToken);
            RequestLog.Answered(options.Logger, request.Method, request.Path, (int)response.StatusCode, options.TimeProvider.GetElapsedTime(started).TotalMilliseconds);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                if (isRenewed || proof is null || response.StatusCode != HttpStatusCode.Unauthorized || !await connection.Credential!.RefreshAsync(proof, cancellationToken))
                    throw await ServerFailure.FromResponseAsync(response, options.TimeProvider, cancellationToken);
            }
            RequestLog.Renewed(options.Logger, request.Method, request.Path);
        }
    }

    private HttpRequestMessage ToMessage(ApiRequest request, Proof? proof)
    {
        var message = request.ToMessage(connection.Server);
        message.Headers.UserAgent.ParseAdd(options.Name);
        message.Headers.Authorization = proof?.Header;
        // The handler takes the name that it expects in the certificate from here.
        message.Headers.Host = connection.Tls.ServerName;
        if (connection.Impersonation is { } other)
            Impersonate(message, other);
        return message;
    }

    private static void Impersonate(HttpRequestMessage message, Impersonation other)
    {
        message.Headers.Add("Impersonate-User", other.User);
        foreach (var group in other.Groups)
            message.Headers.Add("Impersonate-Group", group);
    }
}
